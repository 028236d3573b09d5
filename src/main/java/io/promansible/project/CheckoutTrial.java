package io.promansible.project;

import java.util.Optional;

/** Tries a commit before it is put in force, and takes it into use afterwards. */
public interface CheckoutTrial {
  /** Takes every commit, and does nothing with it. */
  CheckoutTrial NONE =
      new CheckoutTrial() {
        @Override
        public Optional<String> fault(Checkout fresh) {
          return Optional.empty();
        }

        @Override
        public void afterInForce() {
          // Nobody uses it yet.
        }
      };

  /** Why a commit must not be put in force; empty when it may. */
  Optional<String> fault(Checkout fresh);

  /** Takes commits into use that were put in force. */
  void afterInForce();
}
