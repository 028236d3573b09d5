package io.promansible.stored;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

/** The stored inventories. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface StoredInventoryRepository extends GenericRepository<StoredInventory, Long> {
  StoredInventory save(StoredInventory row);

  Optional<StoredInventory> findById(Long id);

  Optional<StoredInventory> findByNameAndEnvAndVersion(String name, String env, String version);

  /** The version of an inventory that was stored last. */
  @Query(
      """
      SELECT * FROM stored_inventory WHERE name = :name AND env = :env ORDER BY id DESC LIMIT 1\
      """)
  Optional<StoredInventory> newest(String name, String env);

  /** The newest first. */
  @Query("SELECT * FROM stored_inventory WHERE id < :before ORDER BY id DESC LIMIT :most")
  List<StoredInventory> page(long before, int most);

  /** Whether an app or a job that has not ended needs it. */
  @Query(
      """
      SELECT EXISTS (SELECT 1 FROM app_part WHERE inventory_id = :id)
        OR EXISTS (SELECT 1 FROM job j JOIN run r ON r.id = j.run_id
          WHERE j.inventory_id = :id AND r.state IN ('QUEUED', 'RUNNING'))\
      """)
  boolean used(long id);

  @Query("DELETE FROM stored_inventory WHERE id = :id")
  int remove(long id);
}
