package io.kmspolicy.replay.mapped;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.trail.TrailEvent;
import io.kmspolicy.spi.KeyDirectory;
import io.kmspolicy.spi.PolicySource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Promise: what a trail does not record is unknown, never absent. */
class EventMapperTest {

  private static final ContextValue UNKNOWN = ContextValue.unknown();
  private static final Path GOLDEN = Path.of("src/test/resources/golden/mapped-events.txt");

  private final EventMapper mapper =
      new EventMapper(PolicySource.unknown(), KeyDirectory.empty(), RequestContext.empty(), false);

  private List<RecordedCheck> checks(Events events) {
    return ((MappedEvent.Checks) mapper.map(events.event())).checks();
  }

  private ConditionContext context(Events events) {
    return checks(events).get(0).late();
  }

  private static Map<String, Object> role(String invokedBy) {
    return session("session", invokedBy);
  }

  private static Map<String, Object> session(String name, String invokedBy) {
    Map<String, Object> identity =
        new HashMap<>(
            Map.of(
                "type",
                "AssumedRole",
                "principalId",
                "AROAEXAMPLE:" + name,
                "arn",
                "arn:aws:sts::111122223333:assumed-role/App/" + name,
                "accountId",
                Events.ACCOUNT,
                "sessionContext",
                Map.of("sessionIssuer", Map.of("arn", "arn:aws:iam::111122223333:role/team/App"))));
    if (!invokedBy.isEmpty()) {
      identity.put("invokedBy", invokedBy);
    }
    return identity;
  }

  private static Map<String, Object> with(String name, Object value) {
    return Map.of(name, value);
  }

  /** Every operation of the catalogue, with its checks and their resources. */
  @Test
  void map_everyOperation_isAsInTheGoldenFile() throws IOException {
    StringBuilder all = new StringBuilder();
    for (KmsOperation operation : KmsCatalogue.bundled().operations()) {
      all.append(operation.name()).append('\n');
      Events events =
          Events.of(operation.name())
              .parameters(
                  Map.of(
                      "keyId",
                      Events.KEY,
                      "aliasName",
                      "alias/a",
                      "targetKeyId",
                      Events.KEY,
                      "replicaRegion",
                      "us-east-1",
                      "primaryRegion",
                      "us-east-1",
                      "tags",
                      List.of(Map.of("tagKey", "a", "tagValue", "b"))));
      if (operation.name().equals("ReEncrypt")) {
        events.resources(Events.KEY, Events.OTHER_KEY);
      }
      MappedEvent.Checks mapped = (MappedEvent.Checks) mapper.map(events.event());
      for (RecordedCheck check : mapped.checks()) {
        all.append("  ").append(check.action()).append(" on ").append(check.resource().arn());
        all.append('\n');
      }
      all.append(mapped.complete() ? "" : "  and checks that the record does not show\n");
    }
    if (System.getProperty("kmspolicy.golden", "").equals("write")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, all);
    }
    try (InputStream golden =
        EventMapperTest.class.getResourceAsStream("/golden/mapped-events.txt")) {
      assertThat(all.toString())
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  @Test
  void map_role_hasThePathOfItsIssuer() {
    assertThat(checks(Events.of("Decrypt").identity(role(""))).get(0).caller())
        .isEqualTo(
            ((Caller.RoleCaller) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session"))
                .withPath(new Caller.RolePath.Known("/team/")));
  }

  @Test
  void map_directCall_hasAddressAndNoService() {
    ConditionContext context = context(Events.of("Decrypt"));

    assertThat(context.get("aws:sourceip")).isEqualTo(ContextValue.of("203.0.113.7"));
    assertThat(context.get("aws:sourcevpce")).isEqualTo(ContextValue.absent());
    assertThat(context.get("kms:viaservice")).isEqualTo(ContextValue.absent());
    assertThat(context.get("aws:userid")).isEqualTo(ContextValue.of("AIDAEXAMPLE"));
  }

  @Test
  void map_directCallThroughAnEndpoint_hasTheEndpoint() {
    ConditionContext context = context(Events.of("Decrypt").from("10.0.0.1", "vpce-1"));

    assertThat(context.get("aws:sourcevpce")).isEqualTo(ContextValue.of("vpce-1"));
    assertThat(context.get("aws:vpcsourceip")).isEqualTo(ContextValue.of("10.0.0.1"));
    assertThat(context.get("aws:sourceip")).isEqualTo(UNKNOWN);
  }

  /** The endpoint of a call that a service made is the service's own. */
  @Test
  void map_callOfAService_leavesTheNetworkOpen() {
    ConditionContext context =
        context(
            Events.of("Decrypt")
                .identity(role("secretsmanager.amazonaws.com"))
                .from("secretsmanager.amazonaws.com", "vpce-1"));

    assertThat(context.get("aws:sourcevpce")).isEqualTo(UNKNOWN);
    assertThat(context.get("aws:sourceip")).isEqualTo(UNKNOWN);
    assertThat(context.get("aws:sourcearn")).isEqualTo(UNKNOWN);
    assertThat(context.get("aws:viaawsservice")).isEqualTo(ContextValue.of("true"));
    assertThat(context.get("kms:viaservice"))
        .isEqualTo(ContextValue.of("secretsmanager.eu-central-1.amazonaws.com"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"AWS Internal", "lambda.amazonaws.com", "-"})
  @DisplayName("a source that is no address may be a service, though no service is named")
  void map_sourceIsNoAddress_leavesServiceAndNetworkOpen(String source) {
    Events events = Events.of("Decrypt").identity(role("")).from(source, "");
    for (String key :
        List.of("kms:viaservice", "aws:viaawsservice", "aws:sourcevpce", "aws:calledvia")) {
      assertThat(context(events).get(key)).as(key).isEqualTo(UNKNOWN);
    }
    assertThat(checks(events).get(0).subject().route()).isEqualTo(CallRoute.NOT_KNOWN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec2-frontend-api.amazonaws.com", "signin.amazonaws.com", "new.example"})
  @DisplayName("A name that no value of kms:ViaService is known to have leaves the service open")
  void map_otherNameOfAService_isOpen(String name) {
    ConditionContext context = context(Events.of("CreateGrant").identity(role(name)));

    assertThat(context.get("kms:viaservice")).isEqualTo(UNKNOWN);
    assertThat(context.get("aws:viaawsservice")).isEqualTo(UNKNOWN);
    assertThat(context.get("aws:sourceip")).isEqualTo(UNKNOWN);
  }

  @Test
  @DisplayName("The values of kms:ViaService in AWS's managed policies are known")
  void map_servicesOfManagedPolicies_areKnown() throws IOException {
    String policies =
        Files.readString(Path.of("../kms-policy-model/src/test/resources/managed-policies.json"));
    Set<String> services =
        Pattern.compile("\"([a-z0-9-]+)\\.\\*\\.amazonaws\\.com\"")
            .matcher(policies)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toSet());

    assertThat(services).hasSizeGreaterThan(40);
    for (String service : services) {
      ConditionContext context =
          context(Events.of("Decrypt").identity(role(service + ".amazonaws.com")));
      assertThat(context.get("kms:viaservice"))
          .isEqualTo(ContextValue.of(service + ".eu-central-1.amazonaws.com"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1546257599.0, true",
    "2021-01-01T20:00:00Z, true",
    "'Jan 1, 2021 8:00:00 PM', false",
    "1/1/21, false"
  })
  @DisplayName("3.12: an instant in words is there, and its value is open")
  void map_validTo_isReadOrOpen(String recorded, boolean isRead) {
    ConditionContext context =
        context(Events.of("ImportKeyMaterial").parameters(with("validTo", recorded)));

    assertThat(context.get("kms:validto"))
        .isEqualTo(isRead ? ContextValue.of(recorded) : ContextValue.presentUnknown());
  }

  @ParameterizedTest
  @CsvSource({
    "CreateKey, bypassPolicyLockoutSafetyCheck, kms:BypassPolicyLockoutSafetyCheck, false, true",
    "PutKeyPolicy, bypassPolicyLockoutSafetyCheck, kms:BypassPolicyLockoutSafetyCheck, false, true",
    "ImportKeyMaterial, expirationModel, kms:ExpirationModel, KEY_MATERIAL_EXPIRES,"
        + " KEY_MATERIAL_DOES_NOT_EXPIRE",
    "Sign, messageType, kms:MessageType, RAW, DIGEST",
    "EnableKeyRotation, rotationPeriodInDays, kms:RotationPeriodInDays, 365, 90",
    "ScheduleKeyDeletion, pendingWindowInDays, kms:ScheduleKeyDeletionPendingWindowInDays, 30, 7"
  })
  @DisplayName("5.21, 5.25: a record shows the default of a parameter that may not have been sent")
  void map_defaultOfAParameter_mayNotHaveBeenSent(
      String operation, String member, String key, String byDefault, String other) {
    String name = key.toLowerCase(Locale.ROOT);

    assertThat(context(Events.of(operation).parameters(with(member, byDefault))).get(name))
        .isEqualTo(UNKNOWN);
    assertThat(context(Events.of(operation).parameters(with(member, other))).get(name))
        .isEqualTo(ContextValue.of(other));
  }

  @ParameterizedTest
  @CsvSource({"ReplicateKey, replicaRegion", "UpdatePrimaryRegion, primaryRegion"})
  @DisplayName("4.2: a check in another Region does not have the caller's network")
  void map_checkInAnotherRegion_leavesTheNetworkOpen(String operation, String member) {
    for (String endpoint : List.of("", "vpce-1")) {
      List<RecordedCheck> checks =
          checks(
              Events.of(operation)
                  .parameters(Map.of("keyId", Events.KEY, member, "us-east-1"))
                  .from("203.0.113.7", endpoint));
      for (String key : List.of("sourceip", "sourcevpce", "sourcevpc", "vpcsourceip")) {
        assertThat(checks.get(1).late().get("aws:" + key)).as(key).isEqualTo(UNKNOWN);
      }
      assertThat(checks.get(0).late().get("aws:sourcevpce"))
          .isEqualTo(endpoint.isEmpty() ? ContextValue.absent() : ContextValue.of(endpoint));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::111122223333:role/App, true",
    "rds.eu-central-1.amazonaws.com, false",
    "AWS Internal, false"
  })
  @DisplayName("5.7: a name that stands for a grantee is not the one in the request")
  void map_principalOfAGrant_isReadOrOpen(String recorded, boolean isRead) {
    ConditionContext context =
        context(
            Events.of("CreateGrant")
                .parameters(Map.of("granteePrincipal", recorded, "retiringPrincipal", recorded)));

    for (String key : List.of("kms:granteeprincipal", "kms:retiringprincipal")) {
      assertThat(context.get(key))
          .as(key)
          .isEqualTo(isRead ? ContextValue.of(recorded) : ContextValue.presentUnknown());
    }
  }

  @Test
  void map_hiddenService_isOpenUnlessInferred() {
    Events events =
        Events.of("Decrypt")
            .identity(role("AWS Internal"))
            .parameters(with("encryptionContext", Map.of("PARAMETER_ARN", "arn:aws:ssm:::")));
    EventMapper inferring =
        new EventMapper(PolicySource.unknown(), KeyDirectory.empty(), RequestContext.empty(), true);
    MappedEvent.Checks inferred = (MappedEvent.Checks) inferring.map(events.event());

    assertThat(context(events).get("kms:viaservice")).isEqualTo(UNKNOWN);
    assertThat(inferred.checks().get(0).late().get("kms:viaservice"))
        .isEqualTo(ContextValue.of("ssm.eu-central-1.amazonaws.com"));
  }

  @Test
  void map_withoutParameters_leavesTheRequestOpen() {
    ConditionContext context = context(Events.of("Decrypt").withoutParameters());

    assertThat(context.get("kms:encryptioncontext:tenant")).isEqualTo(UNKNOWN);
    assertThat(context.get("kms:encryptioncontextkeys")).isEqualTo(UNKNOWN);
    assertThat(context.get("kms:requestalias")).isEqualTo(UNKNOWN);
    assertThat(context.namesUnder("kms:encryptioncontext:")).isEmpty();
    assertThat(context.mayHoldOthersUnder("kms:encryptioncontext:")).isTrue();
  }

  @Test
  void map_parameters_feedConditionKeys() {
    ConditionContext context =
        context(
            Events.of("Decrypt")
                .parameters(
                    Map.of("encryptionContext", Map.of("tenant", "a"), "keyId", "alias/app")));

    assertThat(context.get("kms:encryptioncontext:tenant")).isEqualTo(ContextValue.of("a"));
    assertThat(context.get("kms:encryptioncontext:other")).isEqualTo(ContextValue.absent());
    assertThat(context.get("kms:requestalias")).isEqualTo(ContextValue.of("alias/app"));
  }

  @Test
  void map_attestation_isOpenWhereTheRecordShowsIt() {
    ConditionContext with =
        context(Events.of("Decrypt").additional(with("recipient", Map.of("module", "i-1"))));

    assertThat(with.get("kms:recipientattestation:imagesha384")).isEqualTo(UNKNOWN);
  }

  @Test
  void map_tagsOfTheCaller_areOpen() {
    assertThat(context(Events.of("Decrypt")).get("aws:principaltag/team")).isEqualTo(UNKNOWN);
    assertThat(context(Events.of("Decrypt")).get("aws:principalorgid")).isEqualTo(UNKNOWN);
  }

  @Test
  void map_statedValue_replacesWhatIsOpenOnly() {
    EventMapper stating =
        new EventMapper(
            PolicySource.unknown(),
            KeyDirectory.empty(),
            RequestContext.builder()
                .put("aws:PrincipalOrgID", "o-1")
                .put("aws:SourceIp", "198.51.100.1")
                .build(),
            false);
    ConditionContext context =
        ((MappedEvent.Checks) stating.map(Events.of("Decrypt").event())).checks().get(0).late();

    assertThat(context.get("aws:principalorgid")).isEqualTo(ContextValue.of("o-1"));
    assertThat(context.get("aws:sourceip")).isEqualTo(ContextValue.of("203.0.113.7"));
  }

  @Test
  void map_reEncrypt_readsTheSourceFirst() {
    List<RecordedCheck> checks =
        checks(
            Events.of("ReEncrypt")
                .parameters(with("destinationKeyId", "alias/b"))
                .resources(Events.KEY, Events.OTHER_KEY));

    assertThat(checks)
        .extracting(check -> check.resource().arn())
        .containsExactly(Events.KEY, Events.OTHER_KEY);
  }

  /** The record of UpdateAlias names several resources, and not which key the alias left. */
  @Test
  @DisplayName("the key of a denial is the one that the message names for the action, if any")
  void map_denialWithoutResources_isOnTheKeyOfTheMessage() {
    String key = "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    String message =
        "User: arn:aws:sts::111122223333:assumed-role/App/s is not authorized to perform: %s on"
            + " resource: %s because no identity-based policy allows the %1$s action";

    assertThat(
            resources(
                Events.of("Decrypt")
                    .resources()
                    .error("AccessDenied", message.formatted("kms:Decrypt", key))))
        .containsExactly(KmsResource.parse(key));
    assertThat(
            resources(
                Events.of("Decrypt")
                    .resources()
                    .error("AccessDenied", message.formatted("kms:Encrypt", key))))
        .containsExactly(new KmsResource.UnknownKey("aws", "eu-central-1"));
    assertThat(
            resources(
                Events.of("ReEncrypt")
                    .resources()
                    .error("AccessDenied", message.formatted("kms:ReEncryptTo", key))))
        .containsExactly(new KmsResource.UnknownKey("aws", "eu-central-1"), KmsResource.parse(key));
  }

  private List<KmsResource> resources(Events events) {
    return checks(events).stream().map(check -> check.subject().resource()).toList();
  }

  @Test
  void map_updateAlias_doesNotGuessTheKeyBehindTheAlias() {
    List<RecordedCheck> checks =
        checks(
            Events.of("UpdateAlias")
                .parameters(Map.of("aliasName", "alias/a", "targetKeyId", Events.KEY))
                .resources(Events.KEY));

    assertThat(checks)
        .filteredOn(check -> check.resource() instanceof KmsResource.UnknownKey)
        .hasSize(1);
  }

  @Test
  void caller_manyIdentities_isThatOfEach() {
    Caller first = mapper.caller(Events.of("Decrypt").identity(session("0", "")).event());
    for (int i = 0; i < 40_000; i++) {
      TrailEvent event = Events.of("Decrypt").identity(session("" + i % 20_000, "")).event();
      assertThat(mapper.caller(event).arn())
          .isEqualTo("arn:aws:sts::111122223333:assumed-role/App/" + i % 20_000);
    }
    TrailEvent event = Events.of("Decrypt").identity(session("0", "")).event();

    assertThat(mapper.caller(event)).isEqualTo(first).isSameAs(mapper.caller(event));
    assertThat(mapper.caller(Events.of("Decrypt").identity(Map.of()).event())).isNull();
  }

  /** Events of KMS itself have names that are no operations. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "DeleteExpiredKeyMaterial",
        "DeleteKey",
        "RotateKey",
        "SynchronizeMultiRegionKey",
        "UpdatePrimaryRegion"
      })
  void map_serviceEvent_isNotJudged(String name) {
    assertThat(mapper.map(Events.of(name).type("AwsServiceEvent").event()))
        .isEqualTo(new MappedEvent.NotJudged("an event of the type AwsServiceEvent"));
  }

  @Test
  @DisplayName("what KMS does itself is no call of an unknown operation, whatever its type")
  void map_whatKmsDoesItself_isNotJudged() {
    assertThat(
            mapper.map(
                Events.of("SynchronizeMultiRegionKey")
                    .identity(Map.of("accountId", Events.ACCOUNT, "invokedBy", "AWS Internal"))
                    .event()))
        .isEqualTo(new MappedEvent.NotJudged("what KMS does itself"));
  }

  @Test
  @DisplayName("CloudTrail's own calls are events of the service, with a caller, and are judged")
  void map_serviceEventWithACaller_isJudged() {
    assertThat(
            checks(
                    Events.of("GenerateDataKey")
                        .type("AwsServiceEvent")
                        .identity(role("internal.amazonaws.com")))
                .get(0)
                .action())
        .isEqualTo("kms:GenerateDataKey");
  }

  @Test
  @DisplayName("4.2: a key that KMS may have created for ReplicateKey is no call of CreateKey")
  void map_creationOfAReplica_isNotJudged() {
    String mrk = "arn:aws:kms:eu-central-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab";
    Events created = Events.of("CreateKey").resources(mrk).parameters(with("origin", "AWS_KMS"));
    MappedEvent notJudged = new MappedEvent.NotJudged("the creation of a replica key by KMS");

    assertThat(mapper.map(created.event())).isEqualTo(notJudged);
    assertThat(mapper.map(created.response(ofType("REPLICA")).event())).isEqualTo(notJudged);
    assertThat(checks(created.response(ofType("PRIMARY")))).isNotEmpty();
    assertThat(checks(Events.of("CreateKey"))).isNotEmpty();
  }

  private static Map<String, Object> ofType(String multiRegionKeyType) {
    return with(
        "keyMetadata",
        with("multiRegionConfiguration", with("multiRegionKeyType", multiRegionKeyType)));
  }

  @Test
  void map_callerOfAnotherAccount_isNotJudged() {
    assertThat(
            mapper.map(
                Events.of("Decrypt")
                    .identity(Map.of("type", "AWSAccount", "accountId", "444455556666"))
                    .event()))
        .isEqualTo(new MappedEvent.NotJudged("a caller of the type AWSAccount"));
  }

  @Test
  void map_unknownOperation_isNamed() {
    assertThat(mapper.map(Events.of("Transmogrify").event()))
        .isEqualTo(new MappedEvent.UnknownOperation("Transmogrify"));
  }
}
