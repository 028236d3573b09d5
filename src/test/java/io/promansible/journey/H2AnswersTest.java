package io.promansible.journey;

class H2AnswersTest extends AnswersJourney {
  @Override
  String database() {
    return "";
  }
}
