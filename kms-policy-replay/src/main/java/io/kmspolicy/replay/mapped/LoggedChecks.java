package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Maps the lines of a decision log to the checks that the interceptor made. */
final class LoggedChecks {

  private final RequestContext stated;
  private final Function<CheckSubject.Parts, CheckSubject> subjects;

  /**
   * Maps lines.
   *
   * @param stated the values that the user states for keys that a line leaves unknown
   * @param subjects gives equal checks the same object
   */
  LoggedChecks(RequestContext stated, Function<CheckSubject.Parts, CheckSubject> subjects) {
    this.stated = stated;
    this.subjects = subjects;
  }

  /**
   * The checks of a logged call.
   *
   * @param plans the checks of the operation
   */
  MappedEvent map(TrailEvent event, List<PlannedCheck> plans, Caller.AccountCaller caller) {
    List<RecordedCheck> checks = new ArrayList<>();
    boolean complete = true;
    List<PlannedCheck> left = new ArrayList<>(plans);
    for (Map<?, ?> check : checks(event)) {
      Optional<PlannedCheck> plan = taken(left, text(check, "action"));
      Optional<KmsResource> resource = resource(check, caller);
      if (plan.isPresent() && resource.isPresent()) {
        checks.add(check(event, check, plan.get(), caller, resource.get()));
      } else {
        complete = false;
      }
    }
    return new MappedEvent.Checks(checks, complete);
  }

  private static List<Map<?, ?>> checks(TrailEvent event) {
    List<Map<?, ?>> checks = new ArrayList<>();
    if (event.parameters().orElse(Map.of()).get(TrailEvent.CHECKS) instanceof List<?> all) {
      for (Object check : all) {
        checks.add(check instanceof Map<?, ?> map ? map : Map.of());
      }
    }
    return checks;
  }

  /** Removes the first check of an action. */
  private static Optional<PlannedCheck> taken(List<PlannedCheck> plans, String action) {
    for (PlannedCheck plan : plans) {
      if (plan.check().action().equals(action)) {
        plans.remove(plan);
        return Optional.of(plan);
      }
    }
    return Optional.empty();
  }

  private RecordedCheck check(
      TrailEvent event,
      Map<?, ?> check,
      PlannedCheck plan,
      Caller.AccountCaller caller,
      KmsResource resource) {
    CheckSubject subject =
        subjects.apply(
            new CheckSubject.Parts(
                caller, plan, resource, text(check, "grantId"), CallRoute.ENDPOINT));
    StatedContext otherwise = StatedContext.of(caller, plan.check().action(), resource, stated);
    return new RecordedCheck(
        subject, event.region(), new Contexts(event, LoggedKeys.of(check), otherwise));
  }

  /** The contexts of one check. */
  private record Contexts(TrailEvent event, LoggedKeys keys, StatedContext otherwise)
      implements CheckContexts {

    @Override
    public TimedContext early(CheckSubject subject, String region) {
      return new LoggedContext(
          keys, otherwise, subject.plan(), event.time().minus(TrailEvent.CLOCK_ERROR));
    }

    @Override
    public TimedContext late(CheckSubject subject, String region) {
      return new LoggedContext(
          keys, otherwise, subject.plan(), event.time().plus(TrailEvent.CLOCK_ERROR));
    }
  }

  private static Optional<KmsResource> resource(Map<?, ?> check, Caller.AccountCaller caller) {
    String unknownIn = text(check, "unknownKeyIn");
    if (!unknownIn.isEmpty()) {
      return Optional.of(
          new KmsResource.UnknownKey(caller.partition(), unknownIn, text(check, "unknownKeyOf")));
    }
    String newIn = text(check, "newKeyIn");
    if (!newIn.isEmpty()) {
      return Optional.of(
          new KmsResource.NewKey(
              caller.partition(),
              newIn,
              caller.accountId(),
              Boolean.TRUE.equals(check.get("multiRegion"))));
    }
    try {
      return Optional.of(KmsResource.parse(text(check, "resource")));
    } catch (InvalidNameException notEvaluated) {
      return Optional.empty();
    }
  }

  private static String text(Map<?, ?> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }
}
