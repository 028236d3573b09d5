package io.promansible.journey;

import io.promansible.kit.Postgres;

class PostgresAnswersTest extends AnswersJourney {
  @Override
  String database() {
    return Postgres.setting();
  }
}
