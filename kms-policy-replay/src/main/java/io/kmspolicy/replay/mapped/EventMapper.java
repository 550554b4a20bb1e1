package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.CheckConditions;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.mapping.PlannedOperation;
import io.kmspolicy.mapping.RequestContextMapper;
import io.kmspolicy.mapping.ResourceResolver;
import io.kmspolicy.model.catalogue.CheckedResource;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.OperationCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Maps recorded events to the checks that KMS made for them, by the same mapping as the
 * interceptor's. Not thread-safe.
 */
public final class EventMapper {

  private static final int MAX_NAMES = 20_000;
  private static final int MAX_SUBJECTS = 50_000;

  /** What KMS does itself. Some records have the type of a call. */
  private static final Set<String> BY_KMS =
      Set.of("DeleteExpiredKeyMaterial", "DeleteKey", "RotateKey", "SynchronizeMultiRegionKey");

  private static final String GRANT_ID = "grantId";
  private static final String SOURCE = "source";
  private static final String DESTINATION = "destination";

  private final KmsCatalogue catalogue;
  private final ResourceResolver resolver;
  private final EventContexts.Shared contexts;
  private final LoggedChecks logged;
  private final Map<String, PlannedOperation> operations;

  /** Callers and keys come again and again; equal names give the same objects. */
  private final RecentCallers callers;

  private final Recent<String, Optional<KmsResource.Key>> resources =
      new Recent<>(MAX_NAMES, EventMapper::key);

  private final Recent<CheckSubject.Parts, CheckSubject> subjects =
      new Recent<>(MAX_SUBJECTS, CheckSubject::new);

  private final CallKind.Recent kinds = new CallKind.Recent();
  private final AwsAnswers answers = new AwsAnswers();

  /**
   * A mapper.
   *
   * @param policies the paths of roles of which a record names only a session
   * @param keys the properties of keys. Its aliases are not used: they may have changed since
   * @param stated the values that the user states for condition keys that a trail does not record
   * @param infer whether to infer a service that the trail hides from the encryption context
   */
  public EventMapper(
      PolicySource policies, KeyDirectory keys, RequestContext stated, boolean infer) {
    this.callers = new RecentCallers(policies);
    this.catalogue = KmsCatalogue.bundled();
    KeyDirectory unaliased = new UnaliasedKeys(keys);
    this.resolver = new ResourceResolver(unaliased);
    this.contexts =
        new EventContexts.Shared(
            new RequestContextMapper(resolver, unaliased),
            unaliased,
            new RecordedFacts(catalogue, infer),
            stated);
    this.logged = new LoggedChecks(stated, subjects::get);
    this.operations = PlannedOperation.all(catalogue);
  }

  /** AWS's answer in an event. */
  public static AwsAnswer answer(TrailEvent event) {
    return AwsAnswers.of(event);
  }

  /** AWS's answer in an event of a trail, whose messages come again. */
  public AwsAnswer answerIn(TrailEvent event) {
    return answers.recent(event);
  }

  /** The checks of an event. */
  public MappedEvent map(TrailEvent event) {
    if (event.isLogged()) {
      return first(event);
    }
    if (!event.isCall()) {
      return new MappedEvent.NotJudged("an event of the type " + event.type());
    }
    CallKind kind = namesGrant(event) ? null : kinds.of(event);
    return kind == null ? first(event) : again(event, kind);
  }

  /** The caller of an event; null if the record does not identify one with an ARN. */
  public Caller.@Nullable AccountCaller caller(TrailEvent event) {
    return callers.of(event);
  }

  /** Keeps the kind of an event. */
  private void keep(
      TrailEvent event,
      PlannedOperation operation,
      Caller.AccountCaller caller,
      List<CheckSubject> checks) {
    kinds.keep(
        event,
        new CallKind(
            event.region(),
            event.name(),
            event.identity(),
            event.resources(),
            event.isThroughEndpoint(),
            operation,
            caller,
            checks));
  }

  private Optional<PlannedOperation> operation(TrailEvent event) {
    PlannedOperation spelled = operations.get(event.name());
    return spelled != null
        ? Optional.of(spelled)
        : catalogue.operation(event.name()).map(named -> operations.get(named.name()));
  }

  /** A grant in the request is part of its checks. */
  private static boolean namesGrant(TrailEvent event) {
    return event.additionalData().containsKey(GRANT_ID)
        || (event.parameters().isPresent() && event.parameters().get().containsKey(GRANT_ID));
  }

  /** An event of a known kind. */
  private MappedEvent again(TrailEvent event, CallKind kind) {
    EventContexts made = new EventContexts(contexts, event, kind.operation(), kind.caller());
    List<CheckSubject> subjects = kind.subjects();
    if (subjects.size() == 1) {
      RecordedCheck only = new RecordedCheck(subjects.get(0), event.region(), made);
      return new MappedEvent.Checks(List.of(only), true);
    }
    List<RecordedCheck> checks = new ArrayList<>(subjects.size());
    for (CheckSubject subject : subjects) {
      checks.add(new RecordedCheck(subject, event.region(), made));
    }
    return new MappedEvent.Checks(checks, true);
  }

  private MappedEvent first(TrailEvent event) {
    Optional<PlannedOperation> known = operation(event);
    if (known.isEmpty() && BY_KMS.contains(event.name())) {
      return new MappedEvent.NotJudged("what KMS does itself");
    }
    if (known.isEmpty()) {
      return new MappedEvent.UnknownOperation(event.name());
    }
    PlannedOperation operation = known.get();
    Caller.AccountCaller caller = caller(event);
    if (event.isLogged()) {
      return caller == null
          ? new MappedEvent.NotJudged("a logged call of which no check was evaluated")
          : logged.map(event, operation.checks(), caller);
    }
    if (caller == null) {
      return new MappedEvent.NotJudged("a caller of the type " + RecordedCaller.type(event));
    }
    if (mayBeReplica(event)) {
      return new MappedEvent.NotJudged("the creation of a replica key by KMS");
    }
    MappedEvent.Checks mapped = map(event, operation, caller);
    if (!namesGrant(event) && isOfAKind(event, operation)) {
      keep(event, operation, caller, subjects(mapped.checks()));
    }
    return mapped;
  }

  /**
   * Whether KMS may have created the key for a call of ReplicateKey, whose own record has the
   * checks. What the record then shows are not the parameters of a call of CreateKey.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/kms/latest/developerguide/ct-createkey.html">CreateKey</a>
   */
  private boolean mayBeReplica(TrailEvent event) {
    return event.name().equals("CreateKey")
        && keys(event).stream().anyMatch(KmsResource.Key::isMultiRegion)
        && !(event.responseElements().get("keyMetadata") instanceof Map<?, ?> made
            && made.get("multiRegionConfiguration") instanceof Map<?, ?> configuration
            && "PRIMARY".equals(configuration.get("multiRegionKeyType")));
  }

  private static List<CheckSubject> subjects(List<RecordedCheck> checks) {
    List<CheckSubject> subjects = new ArrayList<>(checks.size());
    for (RecordedCheck check : checks) {
      subjects.add(check.subject());
    }
    return subjects;
  }

  /** Whether the checks are always needed and on keys that the record names. */
  private boolean isOfAKind(TrailEvent event, PlannedOperation operation) {
    for (PlannedCheck plan : operation.checks()) {
      CheckedResource resource = plan.check().resource();
      boolean named =
          resource instanceof CheckedResource.None
              || (isExistingKey(resource) && recordedKey(event, resource, operation).isPresent());
      if (!named || !plan.isAlwaysNeeded() || !plan.check().regionMember().isEmpty()) {
        return false;
      }
    }
    return !operation.checks().isEmpty();
  }

  private MappedEvent.Checks map(
      TrailEvent event, PlannedOperation operation, Caller.AccountCaller caller) {
    EventContexts made = new EventContexts(contexts, event, operation, caller);
    List<RecordedCheck> checks = new ArrayList<>();
    boolean complete = true;
    for (PlannedCheck plan : operation.checks()) {
      boolean readable = event.parameters().isPresent() || plan.isAlwaysNeeded();
      Optional<RecordedCheck> check = readable ? check(event, plan, made) : Optional.empty();
      if (check.isPresent()) {
        checks.add(check.get());
      }
      complete &= check.isPresent() || (readable && !isNeeded(plan, made.call()));
    }
    return new MappedEvent.Checks(checks, complete);
  }

  private static boolean isNeeded(PlannedCheck plan, InterceptedCall call) {
    OperationCheck check = plan.check();
    return plan.isAlwaysNeeded()
        || CheckConditions.holds(check.occasion(), member -> call.request().value(member));
  }

  /** The check; empty if it was not needed, or if its resource is not KMS's or not known. */
  private Optional<RecordedCheck> check(TrailEvent event, PlannedCheck plan, EventContexts made) {
    InterceptedCall call = made.call();
    if (!isNeeded(plan, call)) {
      return Optional.empty();
    }
    String regionMember = plan.check().regionMember();
    Optional<String> region =
        regionMember.isEmpty() ? Optional.of(call.region()) : call.request().text(regionMember);
    Optional<KmsResource> resource = resource(event, plan.check(), call);
    if (region.isEmpty() || resource.isEmpty()) {
      return Optional.empty();
    }
    CheckSubject subject =
        subjects.get(
            new CheckSubject.Parts(
                call.caller(), plan, resource.get(), grantId(event, call), CallRoute.of(event)));
    return Optional.of(new RecordedCheck(subject, region.get(), made));
  }

  /** RetireGrant by a token records the id beside the parameters. */
  private static String grantId(TrailEvent event, InterceptedCall call) {
    return call.request()
        .text(GRANT_ID)
        .orElseGet(() -> event.additionalData().get(GRANT_ID) instanceof String id ? id : "");
  }

  /** The resource of a check. The record names the key that KMS resolved, whatever named it. */
  private Optional<KmsResource> resource(
      TrailEvent event, OperationCheck check, InterceptedCall call) {
    CheckedResource checked = check.resource();
    if (isExistingKey(checked)) {
      return Optional.of(
          recordedKey(event, checked, call.planned())
              .or(() -> deniedKey(event, check.action()))
              .or(() -> resolver.resolve(checked, call))
              .orElseGet(() -> new KmsResource.UnknownKey(call.partition(), call.region())));
    }
    boolean fromMembers =
        !(checked instanceof CheckedResource.NewKey || checked instanceof CheckedResource.None);
    return fromMembers && event.parameters().isEmpty()
        ? Optional.empty()
        : resolver.resolve(checked, call);
  }

  /** The key that AWS's message names in the denial of an action: the record may name none. */
  private static Optional<KmsResource> deniedKey(TrailEvent event, String action) {
    return event.errorMessage().isEmpty()
        ? Optional.empty()
        : DeniedCall.parse(event.errorMessage())
            .filter(denied -> denied.action().equals(action))
            .map(DeniedCall::resource)
            .filter(KmsResource.Key.class::isInstance);
  }

  private static boolean isExistingKey(CheckedResource checked) {
    return checked instanceof CheckedResource.Key
        || checked instanceof CheckedResource.KeyBehindAlias;
  }

  /**
   * The key that the record names. ReEncrypt records the source and then the destination. Where an
   * operation checks several keys otherwise, the record does not say which key is which.
   */
  private Optional<KmsResource> recordedKey(
      TrailEvent event, CheckedResource checked, PlannedOperation operation) {
    List<KmsResource.Key> keys = keys(event);
    int checkedKeys = checkedKeys(operation);
    if (checkedKeys == 1 && keys.size() == 1) {
      return Optional.of(keys.get(0));
    }
    if (checked instanceof CheckedResource.Key named && keys.size() == 2 && checkedKeys == 2) {
      if (named.member().startsWith(SOURCE)) {
        return Optional.of(keys.get(0));
      }
      return named.member().startsWith(DESTINATION) ? Optional.of(keys.get(1)) : Optional.empty();
    }
    return Optional.empty();
  }

  private static int checkedKeys(PlannedOperation operation) {
    int keys = 0;
    for (PlannedCheck plan : operation.checks()) {
      keys += isExistingKey(plan.check().resource()) ? 1 : 0;
    }
    return keys;
  }

  /** The keys that the record of an event names. */
  public List<KmsResource.Key> keys(TrailEvent event) {
    List<KmsResource.Key> keys = new ArrayList<>(2);
    for (String arn : event.resources()) {
      resources.get(arn).ifPresent(keys::add);
    }
    return keys;
  }

  /** The actions that the operation of an event may need. */
  public List<String> actions(TrailEvent event) {
    return catalogue.operation(event.name()).stream()
        .flatMap(operation -> operation.checks().stream())
        .map(OperationCheck::action)
        .distinct()
        .toList();
  }

  /** The actions that the operation of an event may need on existing keys, one for each key. */
  public List<String> actionsOnKeys(TrailEvent event) {
    return catalogue.operation(event.name()).stream()
        .flatMap(operation -> operation.checks().stream())
        .filter(check -> isExistingKey(check.resource()))
        .map(OperationCheck::action)
        .toList();
  }

  /** The key that an ARN names; empty for aliases and for resources of other services. */
  private static Optional<KmsResource.Key> key(String arn) {
    try {
      return KmsResource.parse(arn) instanceof KmsResource.Key key
          ? Optional.of(key)
          : Optional.empty();
    } catch (InvalidNameException notOfKms) {
      return Optional.empty();
    }
  }
}
