package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.CallContext;
import io.kmspolicy.mapping.ContextFactory;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedOperation;
import io.kmspolicy.mapping.RequestContextMapper;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.spi.KeyDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the condition contexts of the checks of one event, when a decision needs them. */
final class EventContexts implements CheckContexts {

  /** CloudTrail records when a request was completed; KMS decided at most this much earlier. */
  private static final Duration BEFORE = Duration.ofMinutes(-1);

  private static final Duration AFTER = Duration.ofSeconds(1);
  private static final String RECIPIENT = "recipient";

  private final Shared shared;
  private final TrailEvent event;
  private final PlannedOperation operation;
  private final Caller.AccountCaller caller;
  private @Nullable InterceptedCall call;

  /** What the contexts of all events share. */
  record Shared(
      RequestContextMapper mapper, KeyDirectory keys, RecordedFacts facts, RequestContext stated) {}

  EventContexts(
      Shared shared, TrailEvent event, PlannedOperation operation, Caller.AccountCaller caller) {
    this.shared = shared;
    this.event = event;
    this.operation = operation;
    this.caller = caller;
  }

  /** The event as if it were an intercepted call. */
  InterceptedCall call() {
    InterceptedCall made = call;
    if (made == null) {
      made =
          new InterceptedCall(
              operation,
              new RecordedMembers(event.parameters().orElse(Map.of())),
              caller,
              caller.partition(),
              event.region(),
              false,
              shared.stated());
      call = made;
    }
    return made;
  }

  @Override
  public RecordedContext early(CheckSubject subject, String region) {
    return at(BEFORE, subject, region);
  }

  @Override
  public RecordedContext late(CheckSubject subject, String region) {
    return at(AFTER, subject, region);
  }

  private RecordedContext at(Duration offset, CheckSubject subject, String region) {
    ContextFactory factory =
        new ContextFactory(
            shared.mapper(),
            shared.keys(),
            Clock.fixed(event.time(), ZoneOffset.UTC),
            unknownTags -> Optional.empty(),
            false);
    return new RecordedContext(
        new CallContext(
            factory, subject.plan(), call(), caller, subject.resource(), region, offset),
        subject.plan(),
        shared.facts().of(event, caller.partition()),
        shared.stated(),
        event.parameters().isPresent(),
        event.additionalData().containsKey(RECIPIENT));
  }
}
