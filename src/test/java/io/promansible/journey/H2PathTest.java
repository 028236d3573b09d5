package io.promansible.journey;

class H2PathTest extends PathJourney {
  @Override
  String database() {
    return "";
  }
}
