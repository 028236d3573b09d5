package io.promansible.config;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;

/** The table {@code stored_project}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
interface StoredProjectRepository extends CrudRepository<StoredProject, String> {}
