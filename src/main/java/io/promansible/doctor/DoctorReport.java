package io.promansible.doctor;

import io.promansible.doctor.Diagnosis.Level;
import io.promansible.fault.InputFault;
import io.promansible.fault.WorldFault;
import java.util.function.Consumer;

/** How the doctor tells what it finds. */
record DoctorReport(Consumer<Diagnosis> to) {
  /** Looks at something; a fault that this throws is a bad diagnosis. */
  void attempt(String subject, Runnable look) {
    try {
      look.run();
    } catch (WorldFault | InputFault e) {
      bad(subject, String.valueOf(e.getMessage()));
    }
  }

  void good(String subject, String text) {
    tell(Level.GOOD, subject, text);
  }

  void warn(String subject, String text) {
    tell(Level.WARN, subject, text);
  }

  void bad(String subject, String text) {
    tell(Level.BAD, subject, text);
  }

  void tell(Level level, String subject, String text) {
    to.accept(new Diagnosis(level, subject, text));
  }
}
