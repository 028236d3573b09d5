package io.promansible.alertmanager;

/**
 * A finding in Alertmanager's configuration, for Promansible or the people who get alerts.
 *
 * @param loses whether alerts do not reach Promansible or people because of it
 * @param where the receiver or route
 * @param what the fault, and what to do
 */
public record Advice(boolean loses, String where, String what) {}
