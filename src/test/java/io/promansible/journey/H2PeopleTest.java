package io.promansible.journey;

/** People on the embedded database. */
class H2PeopleTest extends PeopleJourney {}
