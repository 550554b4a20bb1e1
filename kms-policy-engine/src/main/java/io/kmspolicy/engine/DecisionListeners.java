package io.kmspolicy.engine;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Calls the listeners of an authorizer, and keeps what they throw from the caller. Thread-safe. */
final class DecisionListeners {

  private final List<DecisionListener> listeners;
  private final LongAdder failures = new LongAdder();

  DecisionListeners(List<DecisionListener> listeners) {
    this.listeners = List.copyOf(listeners);
  }

  void decided(
      Caller caller,
      ActionHandle action,
      String resource,
      ConditionContext context,
      Decision decision) {
    DecisionListener.Made made =
        new DecisionListener.Made(caller, action, resource, context, decision);
    for (DecisionListener listener : listeners) {
      try {
        listener.decided(made);
      } catch (Throwable failure) { // a listener in another language may throw anything
        if (failure instanceof InterruptedException) {
          Thread.currentThread().interrupt();
        }
        failures.increment();
      }
    }
  }

  boolean isEmpty() {
    return listeners.isEmpty();
  }

  long failures() {
    return failures.sum();
  }
}
