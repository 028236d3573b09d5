package io.promansible.journey;

import io.promansible.kit.Postgres;

class PostgresPathTest extends PathJourney {
  @Override
  String database() {
    return Postgres.setting();
  }
}
