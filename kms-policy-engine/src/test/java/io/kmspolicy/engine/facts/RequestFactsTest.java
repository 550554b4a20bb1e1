package io.kmspolicy.engine.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.facts.CallerFacts.Identity;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The one derivation of condition keys (rules 4.13, 4.15, 5.10, 5.11 and 6.11). */
class RequestFactsTest {

  private static final String ACCOUNT = "111122223333";
  private static final KmsResource.Key KEY =
      new KmsResource.Key("aws", "us-west-2", ACCOUNT, "1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final Caller ALICE = Caller.parse("arn:aws:iam::111122223333:user/team/alice");
  private static final Caller SESSION =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session-1");
  private static final Caller LOGS = Caller.parse("logs.us-west-2.amazonaws.com");

  private static RequestFacts decrypt(Caller caller) {
    return RequestFacts.of(CallerFacts.of(caller), "kms:Decrypt", ResourceFacts.of(KEY));
  }

  private static RequestFacts on(String action, KmsResource resource) {
    return RequestFacts.of(CallerFacts.of(ALICE), action, ResourceFacts.of(resource));
  }

  private static RequestFacts stating(RequestContext keys) {
    return decrypt(ALICE).stating(StatedKeys.of(keys));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws:currenttime",
        "aws:epochtime",
        "aws:securetransport",
        "aws:useragent",
        "aws:viaawsservice",
        "aws:userid",
        "kms:keyspec",
        "kms:keyusage",
        "kms:keyorigin"
      })
  @DisplayName("A key of every request is present with an unknown value (rule 6.11)")
  void get_alwaysPresentKey_isPresentUnknown(String key) {
    RequestFacts facts = decrypt(ALICE);
    assertThat(facts.get(key)).isEqualTo(ContextValue.presentUnknown());
    assertThat(facts.withNothingElse().get(key)).isEqualTo(ContextValue.presentUnknown());
    assertThat(facts.isAlwaysPresent(key)).isTrue();
    StatedKeys unknown = StatedKeys.of(RequestContext.builder().unknown(key).build());
    assertThat(facts.stating(unknown).get(key)).isEqualTo(ContextValue.presentUnknown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws:sourcevpce",
        "aws:sourceip",
        "aws:multifactorauthpresent",
        "aws:principalorgid",
        "aws:principaltag/team",
        "aws:resourcetag/team",
        "kms:viaservice",
        "kms:requestalias",
        "kms:resourcealiases",
        "kms:encryptioncontext:tenant",
        "kms:encryptioncontextkeys"
      })
  @DisplayName("A key that nobody states is unknown, and absent if nothing else is stated to be")
  void get_unstatedKey_isUnknown(String key) {
    RequestFacts facts = decrypt(ALICE);
    assertThat(facts.get(key)).isEqualTo(ContextValue.unknown());
    assertThat(facts.withNothingElse().get(key)).isEqualTo(ContextValue.absent());
    assertThat(facts.isAlwaysPresent(key)).isFalse();
  }

  @Test
  @DisplayName("The caller determines the keys of its identity (rule 4.15)")
  void get_user_isOfIdentity() {
    RequestFacts facts = decrypt(ALICE);
    assertThat(facts.get("aws:principalarn")).isEqualTo(ContextValue.of(ALICE.arn()));
    assertThat(facts.get("aws:principalaccount")).isEqualTo(ContextValue.of(ACCOUNT));
    assertThat(facts.get("aws:principaltype")).isEqualTo(ContextValue.of("User"));
    assertThat(facts.get("aws:principalisawsservice")).isEqualTo(ContextValue.of("false"));
    assertThat(facts.get("aws:username")).isEqualTo(ContextValue.of("alice"));
    assertThat(facts.get("kms:calleraccount")).isEqualTo(ContextValue.of(ACCOUNT));
  }

  @Test
  @DisplayName("A session's aws:PrincipalArn is that of its role, if the path is known (rule 4.15)")
  void get_session_isArnOfRole() {
    assertThat(decrypt(SESSION).get("aws:principalarn"))
        .isEqualTo(ContextValue.roleArnOf((Caller.RoleSession) SESSION))
        .isInstanceOfSatisfying(
            ContextValue.PresentUnknown.class,
            value ->
                assertThat(value.oneOf())
                    .isEqualTo(
                        new ContextValue.RoleArns("arn:aws:iam::111122223333:role/", "App")));
    Caller known = ((Caller.RoleSession) SESSION).withPath(new Caller.RolePath.Known("/service/"));
    assertThat(decrypt(known).get("aws:principalarn"))
        .isEqualTo(ContextValue.of("arn:aws:iam::111122223333:role/service/App"));
    assertThat(decrypt(known).get("aws:username")).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("Of any caller of an account, the account alone is known")
  void get_anybodyOfAccount_isAccount() {
    RequestFacts facts =
        RequestFacts.of(
            CallerFacts.of(ALICE).known(Identity.ACCOUNT), "kms:Decrypt", ResourceFacts.of(KEY));
    assertThat(facts.get("aws:principalaccount")).isEqualTo(ContextValue.of(ACCOUNT));
    assertThat(facts.get("aws:principalarn")).isEqualTo(ContextValue.presentUnknown());
    assertThat(facts.get("aws:principaltype")).isEqualTo(ContextValue.presentUnknown());
    assertThat(facts.get("aws:username")).isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("A service has no identity, and its transport may lack keys (rules 4.13 and 6.11)")
  void get_service_hasNoIdentity() {
    RequestFacts facts = decrypt(LOGS);
    assertThat(facts.get("aws:principalisawsservice")).isEqualTo(ContextValue.of("true"));
    assertThat(facts.get("aws:principalservicename")).isEqualTo(ContextValue.of(LOGS.arn()));
    assertThat(List.of("aws:principalarn", "aws:principalaccount", "aws:userid", "kms:viaservice"))
        .allSatisfy(key -> assertThat(facts.get(key)).isEqualTo(ContextValue.absent()));
    assertThat(List.of("aws:securetransport", "aws:useragent", "aws:viaawsservice"))
        .allSatisfy(key -> assertThat(facts.get(key)).isEqualTo(ContextValue.unknown()));
    assertThat(facts.get("aws:currenttime")).isEqualTo(ContextValue.presentUnknown());
  }

  @Test
  @DisplayName("The Region follows from one key, and not from `*`")
  void get_requestedRegion_isOfKey() {
    assertThat(decrypt(ALICE).get("aws:requestedregion")).isEqualTo(ContextValue.of("us-west-2"));
    assertThat(on("kms:ListKeys", new KmsResource.Any()).get("aws:requestedregion"))
        .isEqualTo(ContextValue.presentUnknown());
  }

  @Test
  @DisplayName("kms:CallerAccount is known where AWS lists it (rule 5.10)")
  void get_callerAccount_isListed() {
    KmsResource any = new KmsResource.Any();
    assertThat(on("kms:CreateKey", any).get("kms:calleraccount"))
        .isEqualTo(ContextValue.of(ACCOUNT));
    assertThat(on("kms:ListKeys", any).get("kms:calleraccount")).isEqualTo(ContextValue.unknown());
    assertThat(on("kms:SynchronizeMultiRegionKey", KEY).get("kms:calleraccount"))
        .as("AWS publishes no operation of it, and it has a key")
        .isEqualTo(ContextValue.of(ACCOUNT));
    assertThat(on("kms:ListKeys", any).get("aws:resourceaccount"))
        .isEqualTo(ContextValue.of(ACCOUNT));
  }

  @Test
  @DisplayName("The check on an alias has no condition key of KMS (rule 5.11)")
  void get_alias_hasNoKeysOfKms() {
    RequestFacts facts =
        on("kms:CreateAlias", new KmsResource.Alias("aws", "us-west-2", ACCOUNT, "app"));
    assertThat(List.of("kms:calleraccount", "kms:keyspec", "kms:viaservice"))
        .allSatisfy(key -> assertThat(facts.get(key)).isEqualTo(ContextValue.absent()));
    assertThat(facts.get("aws:resourceaccount")).isEqualTo(ContextValue.of(ACCOUNT));
  }

  @Test
  @DisplayName("Parameters that an operation does not have supply no key; RetireGrant has few keys")
  void get_otherOperations_haveOtherKeys() {
    assertThat(on("kms:Sign", KEY).get("kms:signingalgorithm"))
        .isEqualTo(ContextValue.presentUnknown());
    assertThat(on("kms:Sign", KEY).get("kms:encryptioncontext:a")).isEqualTo(ContextValue.absent());
    assertThat(on("kms:Sign", KEY).get("aws:requesttag/a")).isEqualTo(ContextValue.absent());
    assertThat(on("kms:Encapsulate", KEY).get("kms:encryptioncontext:a"))
        .isEqualTo(ContextValue.unknown());
    assertThat(on("kms:RetireGrant", KEY).get("kms:keyspec")).isEqualTo(ContextValue.unknown());
    assertThat(on("s3:GetObject", KEY).get("kms:keyspec")).isEqualTo(ContextValue.unknown());
    assertThat(on("s3:GetObject", KEY).get("aws:securetransport"))
        .isEqualTo(ContextValue.presentUnknown());
  }

  @Test
  @DisplayName("The key's metadata, aliases and account determine its keys")
  void get_describedKey_isOfMetadata() {
    KeyMetadata metadata =
        new KeyMetadata(
            KEY, KeyManager.CUSTOMER, "SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "AWS_KMS", "");
    RequestFacts facts =
        RequestFacts.of(
            CallerFacts.of(ALICE).in(Optional.of("o-a1b2c3d4e5")),
            "kms:Decrypt",
            ResourceFacts.of(KEY)
                .described(Optional.of(metadata))
                .named(Optional.of(List.of("alias/app")))
                .in(Optional.of("o-other12345")));
    assertThat(facts.get("kms:keyspec")).isEqualTo(ContextValue.of("SYMMETRIC_DEFAULT"));
    assertThat(facts.get("kms:customermasterkeyspec"))
        .isEqualTo(ContextValue.of("SYMMETRIC_DEFAULT"));
    assertThat(facts.get("kms:keyusage")).isEqualTo(ContextValue.of("ENCRYPT_DECRYPT"));
    assertThat(facts.get("kms:keyorigin")).isEqualTo(ContextValue.of("AWS_KMS"));
    assertThat(facts.get("kms:multiregion")).isEqualTo(ContextValue.of("false"));
    assertThat(facts.get("kms:multiregionkeytype")).isEqualTo(ContextValue.absent());
    assertThat(facts.get("kms:resourcealiases")).isEqualTo(ContextValue.of("alias/app"));
    assertThat(facts.get("aws:resourceaccount")).isEqualTo(ContextValue.of(ACCOUNT));
    assertThat(facts.get("aws:principalorgid")).isEqualTo(ContextValue.of("o-a1b2c3d4e5"));
    assertThat(facts.get("aws:resourceorgid")).isEqualTo(ContextValue.of("o-other12345"));
  }

  @Test
  @DisplayName("The caller's own client tells the transport; the keys of services are absent")
  void get_directCall_isOfClient() {
    RequestFacts facts = decrypt(ALICE).by(new Route.Direct("eu-west-1", false));
    assertThat(facts.get("aws:requestedregion")).isEqualTo(ContextValue.of("eu-west-1"));
    assertThat(facts.get("aws:securetransport")).isEqualTo(ContextValue.of("true"));
    assertThat(facts.get("aws:viaawsservice")).isEqualTo(ContextValue.of("false"));
    assertThat(facts.get("kms:viaservice")).isEqualTo(ContextValue.absent());
    assertThat(facts.get("aws:sourcevpce")).isEqualTo(ContextValue.unknown());
    assertThat(decrypt(ALICE).by(new Route.Direct("eu-west-1", true)).get("aws:securetransport"))
        .isEqualTo(ContextValue.presentUnknown());
  }

  @Test
  @DisplayName("What is stated holds, also where another value would follow")
  void get_stated_holds() {
    RequestFacts facts =
        stating(
            RequestContext.builder()
                .put("aws:RequestedRegion", "eu-west-1")
                .set("aws:SourceVpce", ContextValue.absent())
                .unknown("kms:CallerAccount")
                .unknown("aws:PrincipalTag/*")
                .unknown("*")
                .build());
    assertThat(facts.get("aws:requestedregion")).isEqualTo(ContextValue.of("eu-west-1"));
    assertThat(facts.get("aws:sourcevpce")).isEqualTo(ContextValue.absent());
    assertThat(facts.get("kms:calleraccount")).isEqualTo(ContextValue.unknown());
    assertThat(facts.get("aws:principalaccount")).isEqualTo(ContextValue.of(ACCOUNT));
    assertThat(facts.withNothingElse().get("aws:principaltag/a")).isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("A stated prefix is absent, but for the keys that every request carries")
  void get_absentPrefix_isAbsent() {
    StatedKeys stated = new StatedKeys(RequestContext.empty(), Set.of("aws:"), false);
    RequestFacts facts = decrypt(ALICE).stating(stated);
    assertThat(facts.get("aws:sourcevpce")).isEqualTo(ContextValue.absent());
    assertThat(facts.get("aws:securetransport")).isEqualTo(ContextValue.presentUnknown());
    assertThat(facts.get("kms:requestalias")).isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("One stated pair states the whole encryption context")
  void get_statedPair_isWholeEncryptionContext() {
    RequestFacts facts =
        stating(RequestContext.builder().put("kms:EncryptionContext:Tenant", "a").build());
    assertThat(facts.get("kms:encryptioncontext:other")).isEqualTo(ContextValue.absent());
    assertThat(facts.get("kms:encryptioncontextkeys")).isEqualTo(ContextValue.of("Tenant"));
    assertThat(facts.namesUnder("kms:encryptioncontext:")).containsExactly("Tenant");
    assertThat(facts.mayHoldOthersUnder("kms:encryptioncontext:")).isFalse();
    assertThat(decrypt(ALICE).mayHoldOthersUnder("kms:encryptioncontext:")).isTrue();
    assertThat(on("kms:Sign", KEY).mayHoldOthersUnder("kms:encryptioncontext:")).isFalse();
  }

  @Test
  @DisplayName(
      "A pair that is absent says nothing of others; their prefix says that there are none")
  void get_absentPair_leavesOthersUnknown() {
    RequestFacts one =
        stating(
            RequestContext.builder()
                .set("kms:EncryptionContext:tenant", ContextValue.absent())
                .build());
    assertThat(one.get("kms:encryptioncontext:tenant")).isEqualTo(ContextValue.absent());
    assertThat(one.get("kms:encryptioncontext:other")).isEqualTo(ContextValue.unknown());
    assertThat(one.get("kms:encryptioncontextkeys")).isEqualTo(ContextValue.unknown());
    RequestFacts none =
        decrypt(ALICE)
            .stating(
                new StatedKeys(RequestContext.empty(), Set.of("kms:encryptioncontext:"), false));
    assertThat(none.get("kms:encryptioncontext:other")).isEqualTo(ContextValue.absent());
    assertThat(none.get("kms:encryptioncontextkeys")).isEqualTo(ContextValue.absent());
  }

  @Test
  @DisplayName("A pair of unknown value leaves the names of the encryption context open")
  void get_unknownPair_leavesNamesOpen() {
    RequestFacts facts =
        stating(
            RequestContext.builder()
                .put("kms:EncryptionContext:a", "1")
                .unknown("kms:EncryptionContext:b")
                .build());
    assertThat(facts.get("kms:encryptioncontextkeys")).isEqualTo(ContextValue.unknown());
    assertThat(facts.mayHoldOthersUnder("kms:encryptioncontext:")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kms:EncryptionContext:*", "kms:EncryptionContext:a*", "kms:EncryptionContext:a"})
  @DisplayName("Rule 6.12: names are open where pairs are, also if nothing else is there")
  void get_unknownPairsAndNothingElse_leavesNamesOpen(String unknown) {
    RequestContext pairs = RequestContext.builder().unknown(unknown).build();
    RequestFacts facts = stating(pairs).withNothingElse();
    assertThat(facts.get("kms:encryptioncontextkeys")).isEqualTo(ContextValue.unknown());
    assertThat(facts.get("kms:encryptioncontext:b"))
        .isEqualTo(unknown.endsWith(":*") ? ContextValue.unknown() : ContextValue.absent());
    RequestContext stated =
        pairs.toBuilder().put("kms:EncryptionContextKeys", List.of("a")).build();
    assertThat(stating(stated).withNothingElse().get("kms:encryptioncontextkeys"))
        .isEqualTo(ContextValue.of("a"));
    assertThat(
            decrypt(ALICE)
                .stating(new StatedKeys(pairs, Set.of("kms:"), false))
                .get("kms:encryptioncontextkeys"))
        .isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("Tags are known where they are complete; letter case does not count (rule 3.2)")
  void get_tags_areCaseInsensitive() {
    CallerFacts tagged =
        CallerFacts.of(ALICE).tagged(new Tags(Map.of("Team", "a", "x", "1", "X", "2"), true));
    RequestFacts facts = RequestFacts.of(tagged, "kms:Decrypt", ResourceFacts.of(KEY));
    assertThat(facts.get("aws:principaltag/team")).isEqualTo(ContextValue.of("a"));
    assertThat(facts.get("aws:principaltag/x")).isEqualTo(ContextValue.presentUnknown());
    assertThat(facts.get("aws:principaltag/y")).isEqualTo(ContextValue.absent());
    Tags some = new Tags(Map.of("Team", "a"), false);
    assertThat(
            RequestFacts.of(
                    CallerFacts.of(ALICE).tagged(some), "kms:Decrypt", ResourceFacts.of(KEY))
                .get("aws:principaltag/y"))
        .isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("The values of some keys are a context in which all others are unknown")
  void of_keys_isContext() {
    RequestContext context = decrypt(ALICE).of(List.of("aws:SecureTransport", "kms:ViaService"));
    assertThat(context.get("aws:securetransport")).isEqualTo(ContextValue.presentUnknown());
    assertThat(context.get("kms:viaservice")).isEqualTo(ContextValue.unknown());
    assertThat(context.get("aws:principalaccount")).isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("The check on an alias has no tags of a key, which the check on the key has (5.11)")
  void get_checkOnAnAlias_hasNoResourceTags() {
    KmsResource alias = KmsResource.parse("arn:aws:kms:us-west-2:111122223333:alias/app");
    assertThat(on("kms:CreateAlias", alias).get("aws:resourcetag/team"))
        .isEqualTo(ContextValue.absent());
    assertThat(on("kms:CreateAlias", KEY).get("aws:resourcetag/team"))
        .isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("kms:CreateKey brings the properties that it asks for, not those of a key (5.10)")
  void get_createKey_readsNoPropertiesOfAKey() {
    ResourceFacts described =
        ResourceFacts.of(KEY)
            .described(
                Optional.of(
                    new KeyMetadata(
                        KEY, KeyManager.CUSTOMER, "RSA_2048", "SIGN_VERIFY", "AWS_KMS", "")));
    for (String key : List.of("kms:keyspec", "kms:keyusage", "kms:multiregion")) {
      assertThat(RequestFacts.of(CallerFacts.of(ALICE), "kms:CreateKey", described).get(key))
          .as(key)
          .isNotInstanceOf(ContextValue.Present.class);
      assertThat(RequestFacts.of(CallerFacts.of(ALICE), "kms:Decrypt", described).get(key))
          .as(key)
          .isInstanceOf(ContextValue.Present.class);
    }
    assertThat(on("kms:Decrypt", KEY).get("kms:multiregion")).isEqualTo(ContextValue.of("false"));
  }

  @Test
  @DisplayName("What is stated for all requests counts where nothing is known of one")
  void orStated_knownValue_takesPrecedence() {
    RequestContext stated = RequestContext.builder().put("aws:PrincipalArn", "stated").build();
    ContextValue value = ContextValue.of("stated");
    String key = "aws:principalarn";
    assertThat(StatedKeys.orStated(key, ContextValue.of("known"), stated))
        .isEqualTo(ContextValue.of("known"));
    assertThat(StatedKeys.orStated(key, ContextValue.absent(), stated))
        .isEqualTo(ContextValue.absent());
    assertThat(StatedKeys.orStated(key, ContextValue.unknown(), stated)).isEqualTo(value);
    assertThat(StatedKeys.orStated(key, ContextValue.presentUnknown(), stated)).isEqualTo(value);
    assertThat(StatedKeys.orStated("aws:sourceip", ContextValue.unknown(), stated))
        .isEqualTo(ContextValue.unknown());
  }
}
