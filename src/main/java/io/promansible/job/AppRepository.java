package io.promansible.job;

import io.micronaut.data.annotation.Query;
import io.micronaut.data.jdbc.annotation.JdbcRepository;
import io.micronaut.data.model.query.builder.sql.Dialect;
import io.micronaut.data.repository.GenericRepository;
import java.util.List;
import java.util.Optional;

/** The apps, and what belongs to them. */
@JdbcRepository(dialect = Dialect.POSTGRES)
public interface AppRepository extends GenericRepository<App, Long> {
  App save(App row);

  Optional<App> findById(Long id);

  Optional<App> findByAppid(String appid);

  @Query("SELECT * FROM app ORDER BY appid")
  List<App> all();

  @Query(
      """
      INSERT INTO app_part (app_id, playbook_id) SELECT :app, :playbook
      WHERE NOT EXISTS (
        SELECT 1 FROM app_part WHERE app_id = :app AND playbook_id = :playbook)\
      """)
  int addPlaybook(long app, long playbook);

  @Query(
      """
      INSERT INTO app_part (app_id, inventory_id) SELECT :app, :inventory
      WHERE NOT EXISTS (
        SELECT 1 FROM app_part WHERE app_id = :app AND inventory_id = :inventory)\
      """)
  int addInventory(long app, long inventory);

  @Query(
      "SELECT playbook_id FROM app_part WHERE app_id = :app AND playbook_id IS NOT NULL ORDER BY playbook_id")
  List<Long> playbooks(long app);

  @Query(
      "SELECT inventory_id FROM app_part WHERE app_id = :app AND inventory_id IS NOT NULL ORDER BY inventory_id")
  List<Long> inventories(long app);

  @Query("DELETE FROM app WHERE id = :id")
  int remove(long id);
}
