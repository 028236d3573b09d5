package io.promansible.catalog;

import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.CrudRepository;

/** The table {@code handler_mode}. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface ModeRepository extends CrudRepository<StoredMode, String> {}
