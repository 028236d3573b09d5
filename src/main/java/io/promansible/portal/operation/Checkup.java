package io.promansible.portal.operation;

import io.promansible.config.CurrentConfiguration;
import io.promansible.doctor.Diagnosis;
import io.promansible.doctor.Doctor;
import io.promansible.portal.Status;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Calls the doctor. */
@Singleton
final class Checkup {
  private final CurrentConfiguration configuration;

  Checkup(CurrentConfiguration configuration) {
    this.configuration = configuration;
  }

  /** What is to say, the worst first. */
  List<StatusPage.Finding> findings() {
    List<Diagnosis> said = new ArrayList<>();
    Doctor.examine(new Doctor.Request(configuration.file(), false, Optional.empty()), said::add);
    return said.stream()
        .sorted(java.util.Comparator.comparing(Diagnosis::level).reversed())
        .map(one ->
            new StatusPage.Finding(
                switch (one.level()) {
                  case GOOD -> Status.good("good");
                  case WARN -> Status.wait("warning");
                  case BAD -> Status.bad("bad");
                },
                one.subject(),
                one.text()))
        .toList();
  }
}
