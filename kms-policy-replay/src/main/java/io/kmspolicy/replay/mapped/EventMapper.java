package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.CallContext;
import io.kmspolicy.mapping.CheckConditions;
import io.kmspolicy.mapping.ContextFactory;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.mapping.KeyContext;
import io.kmspolicy.mapping.PlannedCheck;
import io.kmspolicy.mapping.RequestContextMapper;
import io.kmspolicy.mapping.ResourceResolver;
import io.kmspolicy.model.catalogue.CheckedResource;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.catalogue.OperationCheck;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.spi.KeyDirectory;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Maps recorded events to the checks that KMS made for them, by the same mapping as the
 * interceptor's. Not thread-safe.
 */
public final class EventMapper {

  /** CloudTrail records when a request was completed; KMS decided at most this much earlier. */
  private static final Duration BEFORE = Duration.ofMinutes(-1);

  private static final Duration AFTER = Duration.ofSeconds(1);
  private static final int MAX_NAMES = 20_000;
  private static final String GRANT_ID = "grantId";
  private static final String SOURCE = "source";
  private static final String DESTINATION = "destination";
  private static final String RECIPIENT = "recipient";

  private final KmsCatalogue catalogue;
  private final ResourceResolver resolver;
  private final RequestContextMapper mapper;
  private final KeyContext keyContext;
  private final RequestContext stated;
  private final RecordedFacts facts;
  private final Map<String, List<PlannedCheck>> plans;

  /** Names of callers and keys come again and again; equal names give the same objects. */
  private final Recent<RecordedCaller.Names, Optional<Caller.AccountCaller>> callers =
      new Recent<>(MAX_NAMES, RecordedCaller::of);

  private final Recent<String, Optional<KmsResource>> resources =
      new Recent<>(MAX_NAMES, EventMapper::key);

  /**
   * A mapper.
   *
   * @param keys the properties of keys. Its aliases are not used: they may have changed since
   * @param stated the values that the user states for condition keys that a trail does not record
   * @param infer whether to infer a service that the trail hides from the encryption context
   */
  public EventMapper(KeyDirectory keys, RequestContext stated, boolean infer) {
    this.catalogue = KmsCatalogue.bundled();
    KeyDirectory unaliased = new UnaliasedKeys(keys);
    this.resolver = new ResourceResolver(unaliased);
    this.keyContext = new KeyContext(unaliased);
    this.mapper = new RequestContextMapper(resolver, keyContext);
    this.stated = stated;
    this.facts = new RecordedFacts(catalogue, infer);
    this.plans =
        catalogue.operations().stream()
            .collect(Collectors.toMap(KmsOperation::name, this::plansOf));
  }

  private List<PlannedCheck> plansOf(KmsOperation operation) {
    return operation.checks().stream().map(check -> new PlannedCheck(check, catalogue)).toList();
  }

  /** AWS's answer in an event. */
  public static AwsAnswer answer(TrailEvent event) {
    return AwsAnswers.of(event);
  }

  /** The checks of an event. */
  public MappedEvent map(TrailEvent event) {
    if (!event.type().equals(TrailEvent.API_CALL)) {
      return new MappedEvent.NotJudged("an event of the type " + event.type());
    }
    Optional<KmsOperation> operation = catalogue.operation(event.name());
    if (operation.isEmpty()) {
      return new MappedEvent.UnknownOperation(event.name());
    }
    Optional<Caller.AccountCaller> caller = callers.get(RecordedCaller.Names.of(event));
    return caller.isEmpty()
        ? new MappedEvent.NotJudged("a caller of the type " + RecordedCaller.type(event))
        : map(event, operation.get(), caller.get());
  }

  private MappedEvent map(TrailEvent event, KmsOperation operation, Caller.AccountCaller caller) {
    InterceptedCall call =
        new InterceptedCall(
            operation,
            new RecordedMembers(event.parameters().orElse(Map.of())),
            caller,
            caller.partition(),
            event.region(),
            false,
            stated);
    ContextFactory shared = shared(event);
    CallFacts recorded = facts.of(event, caller.partition());
    List<RecordedCheck> checks = new ArrayList<>();
    boolean complete = true;
    for (PlannedCheck plan : plans.getOrDefault(operation.name(), List.of())) {
      boolean readable = event.parameters().isPresent() || plan.isAlwaysNeeded();
      Optional<RecordedCheck> check =
          readable ? check(event, plan, call, shared, recorded) : Optional.empty();
      check.ifPresent(checks::add);
      complete &= check.isPresent() || (readable && !isNeeded(plan, call));
    }
    return new MappedEvent.Checks(checks, complete, !RecordedCaller.invokedBy(event).isEmpty());
  }

  private static boolean isNeeded(PlannedCheck plan, InterceptedCall call) {
    OperationCheck check = plan.check();
    return plan.isAlwaysNeeded()
        || CheckConditions.holds(check.occasion(), member -> call.request().value(member));
  }

  /** The check; empty if it was not needed, or if its resource is not KMS's or not known. */
  private Optional<RecordedCheck> check(
      TrailEvent event,
      PlannedCheck plan,
      InterceptedCall call,
      ContextFactory shared,
      CallFacts recorded) {
    if (!isNeeded(plan, call)) {
      return Optional.empty();
    }
    String regionMember = plan.check().regionMember();
    Optional<String> region =
        regionMember.isEmpty() ? Optional.of(call.region()) : call.request().text(regionMember);
    Optional<KmsResource> resource = resource(event, plan.check().resource(), call);
    if (region.isEmpty() || resource.isEmpty()) {
      return Optional.empty();
    }
    Function<Duration, RecordedContext> at =
        offset ->
            new RecordedContext(
                new CallContext(shared, plan, call, resource.get(), region.get(), offset),
                plan,
                recorded,
                stated,
                event.parameters().isPresent(),
                event.additionalData().containsKey(RECIPIENT));
    return Optional.of(
        new RecordedCheck(
            call.caller(),
            plan,
            resource.get(),
            at.apply(BEFORE),
            () -> at.apply(AFTER),
            grantId(event, call)));
  }

  private ContextFactory shared(TrailEvent event) {
    return new ContextFactory(
        catalogue,
        mapper,
        keyContext,
        Clock.fixed(event.time(), ZoneOffset.UTC),
        unknownTags -> Optional.empty(),
        false);
  }

  /** RetireGrant by a token records the id beside the parameters. */
  private static String grantId(TrailEvent event, InterceptedCall call) {
    return call.request()
        .text(GRANT_ID)
        .orElseGet(() -> event.additionalData().get(GRANT_ID) instanceof String id ? id : "");
  }

  /** The resource of a check. The record names the key that KMS resolved, whatever named it. */
  private Optional<KmsResource> resource(
      TrailEvent event, CheckedResource checked, InterceptedCall call) {
    if (isExistingKey(checked)) {
      return Optional.of(
          recordedKey(event, checked, call.operation())
              .or(() -> resolver.resolve(checked, call))
              .orElseGet(() -> new KmsResource.UnknownKey(call.partition(), call.region())));
    }
    boolean fromMembers =
        !(checked instanceof CheckedResource.NewKey || checked instanceof CheckedResource.None);
    return fromMembers && event.parameters().isEmpty()
        ? Optional.empty()
        : resolver.resolve(checked, call);
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
      TrailEvent event, CheckedResource checked, KmsOperation operation) {
    List<KmsResource> keys = keys(event);
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

  private static int checkedKeys(KmsOperation operation) {
    int keys = 0;
    for (OperationCheck check : operation.checks()) {
      keys += isExistingKey(check.resource()) ? 1 : 0;
    }
    return keys;
  }

  private List<KmsResource> keys(TrailEvent event) {
    List<KmsResource> keys = new ArrayList<>(2);
    for (String arn : event.resources()) {
      resources.get(arn).ifPresent(keys::add);
    }
    return keys;
  }

  /** The key that an ARN names; empty for aliases and for resources of other services. */
  private static Optional<KmsResource> key(String arn) {
    try {
      KmsResource resource = KmsResource.parse(arn);
      return resource instanceof KmsResource.Key ? Optional.of(resource) : Optional.empty();
    } catch (InvalidNameException notOfKms) {
      return Optional.empty();
    }
  }
}
