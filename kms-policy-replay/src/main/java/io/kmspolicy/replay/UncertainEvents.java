package io.kmspolicy.replay;

import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.judge.JudgedCheck;
import io.kmspolicy.replay.judge.Judgment;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.EventMapper;
import io.kmspolicy.replay.mapped.MappedEvent;
import io.kmspolicy.replay.result.OurAnswer;
import io.kmspolicy.replay.suggest.UncertainCall;
import io.kmspolicy.replay.suggest.UncertainCalls;
import io.kmspolicy.replay.suggest.UnnamedCall;
import io.kmspolicy.replay.suggest.UnplacedCall;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.List;
import java.util.function.Function;

/**
 * Collects the events that may have needed parts of policies without a decision that says which.
 * Not thread-safe.
 */
final class UncertainEvents {

  /** The type of the identity of an AWS service that calls for itself. */
  static final String SERVICE = "AWSService";

  private final EventMapper mapper;
  private final boolean isOfUsage;
  private final UncertainCalls allowed = new UncertainCalls();
  private final UncertainCalls denied = new UncertainCalls();

  /**
   * Collects nothing yet.
   *
   * @param isOfUsage whether judged calls without evidence count; suggestions allow what they need
   */
  UncertainEvents(EventMapper mapper, boolean isOfUsage) {
    this.mapper = mapper;
    this.isOfUsage = isOfUsage;
  }

  /** The calls that were allowed, or may have been. */
  UncertainCalls allowed() {
    return allowed;
  }

  /** The calls that were denied, or may have been. */
  UncertainCalls denied() {
    return denied;
  }

  /** Adds an event that is not judged. */
  void addUnjudged(TrailEvent event) {
    boolean logged = event.isLogged();
    if (logged || event.isCall()) {
      AwsAnswer aws = mapper.answerIn(event);
      Function<String, UncertainCall> made = unnamed(event);
      if (logged || mayBeAllowed(aws)) {
        add(event, made, allowed);
      }
      if (logged || isOpen(aws) || aws instanceof AwsAnswer.Denied) {
        add(event, made, denied);
      }
    }
  }

  private static Function<String, UncertainCall> unnamed(TrailEvent event) {
    String account = event.identity().get("accountId") instanceof String of ? of : "";
    return account.isEmpty() && !SERVICE.equals(event.identity().get("type"))
        ? UnplacedCall::ofAnybody
        : action -> new UnnamedCall(action, account);
  }

  /**
   * Adds a judged event, as far as its record does not name the key, or its answer or its decision
   * is open.
   */
  void add(TrailEvent event, MappedEvent.Checks checks, AwsAnswer aws, Judgment now) {
    boolean logged = aws instanceof AwsAnswer.NotRecorded;
    boolean isOpen =
        (isOpen(aws) && isOfUsage) || (logged && now.answer() == OurAnswer.INDETERMINATE);
    if (mayBeAllowed(aws) || (logged && now.answer() != OurAnswer.DENIED)) {
      add(event, checks, now, isOpen, allowed);
    }
    if (aws instanceof AwsAnswer.Denied
        || isOpen(aws)
        || (logged && now.answer() != OurAnswer.ALLOWED)) {
      add(event, checks, now, isOpen, denied);
    }
  }

  private void add(
      TrailEvent event,
      MappedEvent.Checks checks,
      Judgment now,
      boolean isOpen,
      UncertainCalls to) {
    for (JudgedCheck judged : now.checks()) {
      KmsResource resource = judged.check().resource();
      UncertainCall call = UnplacedCall.of(judged.check().action(), judged.check().caller());
      if (resource instanceof KmsResource.UnknownKey unknown) {
        to.add(unknown.region(), call);
      } else if (isOpen && resource instanceof KmsResource.Key key) {
        to.add(key, call);
      }
    }
    Caller caller = checks.complete() ? null : mapper.caller(event);
    if (caller != null) {
      add(event, action -> UnplacedCall.of(action, caller), to);
    }
  }

  /** Adds the actions of an event on its keys, and on any key if the record names too few. */
  private void add(TrailEvent event, Function<String, UncertainCall> made, UncertainCalls to) {
    List<KmsResource.Key> keys = mapper.keys(event);
    for (String action : mapper.actions(event)) {
      keys.forEach(key -> to.add(key, made.apply(action)));
    }
    List<String> onKeys = mapper.actionsOnKeys(event);
    if (keys.size() < onKeys.size()) {
      onKeys.forEach(action -> to.add(event.region(), made.apply(action)));
    }
  }

  /** Whether AWS has allowed a call, or the error does not say whether it has. */
  static boolean mayBeAllowed(AwsAnswer aws) {
    return isAllowed(aws) || isOpen(aws);
  }

  private static boolean isOpen(AwsAnswer aws) {
    return aws instanceof AwsAnswer.NoEvidence error && error.mayBeAllowed();
  }

  static boolean isAllowed(AwsAnswer aws) {
    return aws instanceof AwsAnswer.Allowed || aws instanceof AwsAnswer.ProbablyAllowed;
  }
}
