package io.promansible.journey;

import io.promansible.kit.Postgres;

class PostgresGuardsTest extends GuardsJourney {
  @Override
  String database() {
    return Postgres.setting();
  }
}
