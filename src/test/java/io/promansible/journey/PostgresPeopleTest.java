package io.promansible.journey;

import io.promansible.kit.Postgres;

/** People on a real PostgreSQL. */
class PostgresPeopleTest extends PeopleJourney {
  @Override
  String database() {
    return Postgres.setting();
  }
}
