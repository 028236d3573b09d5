package io.promansible.run;

import io.micronaut.transaction.TransactionOperations;
import jakarta.inject.Singleton;
import java.sql.Connection;

/** The tables of runs, and transactions to change several of them together. */
@Singleton
public record RunTables(
    RunRepository runs, RunPartsRepository parts, TransactionOperations<Connection> transactions) {}
