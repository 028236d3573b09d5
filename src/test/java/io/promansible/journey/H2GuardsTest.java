package io.promansible.journey;

class H2GuardsTest extends GuardsJourney {
  @Override
  String database() {
    return "";
  }
}
