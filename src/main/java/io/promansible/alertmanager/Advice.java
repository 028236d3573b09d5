package io.promansible.alertmanager;

/**
 * Something in Alertmanager's configuration that does Promansible or its people no good.
 *
 * @param loses whether alerts are lost by it, for Promansible or for people
 * @param where the receiver or route
 * @param what what is wrong, and what to do
 */
public record Advice(boolean loses, String where, String what) {}
