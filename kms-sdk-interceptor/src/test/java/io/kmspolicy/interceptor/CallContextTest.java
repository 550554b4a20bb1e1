package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.ACCOUNT;
import static io.kmspolicy.interceptor.Fixtures.ALIAS;
import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.KEY_ID;
import static io.kmspolicy.interceptor.Fixtures.MRK_ID;
import static io.kmspolicy.interceptor.Fixtures.OTHER_ARN;
import static io.kmspolicy.interceptor.Fixtures.arn;
import static io.kmspolicy.interceptor.Fixtures.asked;
import static io.kmspolicy.interceptor.Fixtures.directory;
import static io.kmspolicy.interceptor.Fixtures.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateGrantRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.EncryptionAlgorithmSpec;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyRequest;
import software.amazon.awssdk.services.kms.model.GrantConstraints;
import software.amazon.awssdk.services.kms.model.GrantOperation;
import software.amazon.awssdk.services.kms.model.ImportKeyMaterialRequest;
import software.amazon.awssdk.services.kms.model.MessageType;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.RecipientInfo;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.ScheduleKeyDeletionRequest;
import software.amazon.awssdk.services.kms.model.SignRequest;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.UntagResourceRequest;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;
import software.amazon.awssdk.utils.builder.SdkBuilder;

/** Which condition keys a request fills, and what stays unknown. */
class CallContextTest {

  private static final ContextValue ABSENT = ContextValue.absent();
  private static final ContextValue UNKNOWN = ContextValue.unknown();
  private static final ContextValue PRESENT_UNKNOWN = ContextValue.presentUnknown();

  private static AuthorizationRequest first(SdkRequest request) {
    return asked(request).get(0);
  }

  private static AuthorizationRequest encrypt(Map<String, String> context) {
    return first(
        EncryptRequest.builder()
            .keyId(KEY_ARN)
            .plaintext(BYTES)
            .encryptionContext(context)
            .build());
  }

  @Test
  void encryptionContext_pairs_areKeysOfTheirOwn() {
    AuthorizationRequest request = encrypt(Map.of("Tenant", "blue"));
    assertThat(value(request, "kms:EncryptionContext:tenant")).isEqualTo(ContextValue.of("blue"));
    assertThat(value(request, "kms:EncryptionContext:other")).isEqualTo(ABSENT);
    assertThat(value(request, "kms:EncryptionContextKeys")).isEqualTo(ContextValue.of("Tenant"));
    assertThat(request.context().namesUnder("kms:encryptioncontext:")).containsExactly("Tenant");
  }

  @Test
  void encryptionContext_namesThatDifferInCase_areOneKeyWithTwoValues() {
    AuthorizationRequest request = encrypt(Map.of("Tenant", "blue", "tenant", "red"));
    assertThat(value(request, "kms:EncryptionContext:TENANT"))
        .isInstanceOfSatisfying(
            ContextValue.Present.class,
            present -> assertThat(present.values()).containsExactlyInAnyOrder("blue", "red"));
  }

  @Test
  @DisplayName("Where ? may count a character once or twice, the value is not known (rule 2.16)")
  void encryptionContext_characterBeyondTheBasicPlane_isPresentOnly() {
    AuthorizationRequest request = encrypt(Map.of("tenant", "a\uD83D\uDE00", "other", "caf\u00E9"));
    assertThat(value(request, "kms:EncryptionContext:tenant"))
        .isEqualTo(ContextValue.presentUnknown());
    assertThat(value(request, "kms:EncryptionContext:other"))
        .isEqualTo(ContextValue.of("caf\u00E9"));
    assertThat(value(encrypt(Map.of("\uD83D\uDE00", "blue")), "kms:EncryptionContextKeys"))
        .isEqualTo(ContextValue.presentUnknown());
  }

  @Test
  void encryptionContext_none_isAbsent() {
    AuthorizationRequest request = encrypt(Map.of());
    assertThat(value(request, "kms:EncryptionContext:tenant")).isEqualTo(ABSENT);
    assertThat(value(request, "kms:EncryptionContextKeys")).isEqualTo(ABSENT);
    assertThat(request.context().namesUnder("kms:encryptioncontext:")).isEmpty();
  }

  /** The SDK leaves such a pair out of the request that it sends. */
  @Test
  void encryptionContext_pairWithoutValue_isAbsent() {
    Map<String, String> pairs = new HashMap<>();
    pairs.put("tenant", null);
    AuthorizationRequest none = encrypt(pairs);
    assertThat(value(none, "kms:EncryptionContext:tenant")).isEqualTo(ABSENT);
    assertThat(value(none, "kms:EncryptionContextKeys")).isEqualTo(ABSENT);
    pairs.put("purpose", "test");
    AuthorizationRequest one = encrypt(pairs);
    assertThat(value(one, "kms:EncryptionContext:tenant")).isEqualTo(ABSENT);
    assertThat(value(one, "kms:EncryptionContextKeys")).isEqualTo(ContextValue.of("purpose"));
    pairs.remove("purpose");
    CreateGrantRequest grant =
        CreateGrantRequest.builder()
            .keyId(KEY_ARN)
            .granteePrincipal("arn:aws:iam::111122223333:role/App")
            .operations(GrantOperation.DECRYPT)
            .constraints(c -> c.encryptionContextEquals(pairs))
            .build();
    assertThat(value(first(grant), "kms:GrantConstraintType")).isEqualTo(UNKNOWN);
  }

  @Test
  void encryptionAlgorithm_givenOrNot_isPresent() {
    assertThat(value(encrypt(Map.of()), "kms:EncryptionAlgorithm"))
        .isEqualTo(ContextValue.of("SYMMETRIC_DEFAULT"));
    DecryptRequest rsa =
        DecryptRequest.builder()
            .ciphertextBlob(BYTES)
            .encryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256)
            .build();
    assertThat(value(first(rsa), "kms:EncryptionAlgorithm"))
        .isEqualTo(ContextValue.of("RSAES_OAEP_SHA_256"));
  }

  @Test
  void requestAlias_aliasNameOrArn_isTheName() {
    for (String identifier : new String[] {ALIAS, arn(ALIAS)}) {
      AuthorizationRequest request =
          first(EncryptRequest.builder().keyId(identifier).plaintext(BYTES).build());
      assertThat(value(request, "kms:RequestAlias")).isEqualTo(ContextValue.of(ALIAS));
    }
    assertThat(value(encrypt(Map.of()), "kms:RequestAlias")).isEqualTo(ABSENT);
  }

  /** Rule 2.17: an alias and its key are in one account. */
  @Test
  void resourceAccount_aliasThatIsNotKnown_isThatOfTheAlias() {
    EncryptRequest.Builder request = EncryptRequest.builder().plaintext(BYTES);
    assertThat(value(first(request.keyId(ALIAS).build()), "aws:ResourceAccount"))
        .isEqualTo(ContextValue.of(ACCOUNT));
    String theirs = "arn:aws:kms:us-west-2:444455556666:alias/theirs";
    assertThat(value(first(request.keyId(theirs).build()), "aws:ResourceAccount"))
        .isEqualTo(ContextValue.of("444455556666"));
  }

  @Test
  void generateDataKey_keySpecOfTheRequest_isNotTheConditionKey() {
    GenerateDataKeyRequest request =
        GenerateDataKeyRequest.builder().keyId(KEY_ARN).keySpec(DataKeySpec.AES_256).build();
    assertThat(value(first(request), "kms:KeySpec")).isEqualTo(PRESENT_UNKNOWN);
    assertThat(value(asked(request, directory()).get(0), "kms:KeySpec"))
        .isEqualTo(ContextValue.of("SYMMETRIC_DEFAULT"));
  }

  @Test
  void keyFacts_fromTheDirectory_areKnown() {
    AuthorizationRequest request =
        asked(EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build(), directory()).get(0);
    assertThat(value(request, "kms:KeyUsage")).isEqualTo(ContextValue.of("ENCRYPT_DECRYPT"));
    assertThat(value(request, "kms:CustomerMasterKeyUsage"))
        .isEqualTo(ContextValue.of("ENCRYPT_DECRYPT"));
    assertThat(value(request, "kms:KeyOrigin")).isEqualTo(ContextValue.of("AWS_KMS"));
    assertThat(value(request, "kms:MultiRegion")).isEqualTo(ContextValue.of("false"));
    assertThat(value(request, "kms:MultiRegionKeyType")).isEqualTo(ABSENT);
  }

  @Test
  void tagsAndAliasesOfTheKey_stayUnknown() {
    AuthorizationRequest request =
        asked(EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build(), directory()).get(0);
    assertThat(value(request, "aws:ResourceTag/team")).isEqualTo(UNKNOWN);
    assertThat(value(request, "kms:ResourceAliases")).isEqualTo(UNKNOWN);
  }

  @Test
  void multiRegion_keyId_tells() {
    EncryptRequest request = EncryptRequest.builder().keyId(MRK_ID).plaintext(BYTES).build();
    assertThat(value(first(request), "kms:MultiRegion")).isEqualTo(ContextValue.of("true"));
    assertThat(value(first(request), "kms:MultiRegionKeyType")).isEqualTo(PRESENT_UNKNOWN);
  }

  @Test
  void createKey_defaults_areFilledAndBypassIsNot() {
    AuthorizationRequest request = first(CreateKeyRequest.builder().build());
    assertThat(value(request, "kms:KeySpec")).isEqualTo(ContextValue.of("SYMMETRIC_DEFAULT"));
    assertThat(value(request, "kms:CustomerMasterKeySpec"))
        .isEqualTo(ContextValue.of("SYMMETRIC_DEFAULT"));
    assertThat(value(request, "kms:KeyUsage")).isEqualTo(ContextValue.of("ENCRYPT_DECRYPT"));
    assertThat(value(request, "kms:KeyOrigin")).isEqualTo(ContextValue.of("AWS_KMS"));
    assertThat(value(request, "kms:MultiRegion")).isEqualTo(ContextValue.of("false"));
    assertThat(value(request, "kms:MultiRegionKeyType")).isEqualTo(ABSENT);
    assertThat(value(request, "kms:BypassPolicyLockoutSafetyCheck")).isEqualTo(ABSENT);
    assertThat(value(request, "kms:CallerAccount")).isEqualTo(ContextValue.of("111122223333"));
    assertThat(value(request, "aws:TagKeys")).isEqualTo(ABSENT);
  }

  @Test
  void createKey_members_areFilled() {
    AuthorizationRequest request =
        first(
            CreateKeyRequest.builder()
                .keySpec("RSA_2048")
                .keyUsage("SIGN_VERIFY")
                .multiRegion(true)
                .bypassPolicyLockoutSafetyCheck(false)
                .tags(Tag.builder().tagKey("Team").tagValue("blue").build())
                .build());
    assertThat(value(request, "kms:KeySpec")).isEqualTo(ContextValue.of("RSA_2048"));
    assertThat(value(request, "kms:MultiRegion")).isEqualTo(ContextValue.of("true"));
    // That creating a primary key, and the tags of a new key, feed these is only inferred.
    assertThat(value(request, "kms:MultiRegionKeyType")).isEqualTo(UNKNOWN);
    assertThat(value(request, "kms:BypassPolicyLockoutSafetyCheck"))
        .isEqualTo(ContextValue.of("false"));
    assertThat(value(request, "aws:RequestTag/team")).isEqualTo(ContextValue.of("blue"));
    assertThat(value(request, "aws:ResourceTag/team")).isEqualTo(UNKNOWN);
    assertThat(value(request, "aws:RequestTag/other")).isEqualTo(ABSENT);
    assertThat(value(request, "aws:TagKeys")).isEqualTo(ContextValue.of("Team"));
  }

  @Test
  void untagResource_tagKeys_areTheNames() {
    UntagResourceRequest request =
        UntagResourceRequest.builder().keyId(KEY_ARN).tagKeys("a", "b").build();
    assertThat(value(first(request), "aws:TagKeys")).isEqualTo(ContextValue.of("a", "b"));
  }

  /** Rule 5.9: how the context names a constraint on the source is not documented. */
  @Test
  @org.junit.jupiter.api.Tag("newest-sdk") // Older ones do not have this constraint.
  void createGrant_sourceArn_leavesTheConstraintTypeUnknown() throws Exception {
    CreateGrantRequest.Builder request =
        CreateGrantRequest.builder()
            .keyId(KEY_ARN)
            .granteePrincipal("arn:aws:iam::111122223333:role/App")
            .operations(GrantOperation.DECRYPT);
    String source = "arn:aws:s3:::bucket";
    String type = "kms:GrantConstraintType";
    assertThat(value(first(request.build()), type)).isEqualTo(ABSENT);
    GrantConstraints.Builder constraints = GrantConstraints.builder();
    GrantConstraints.Builder.class.getMethod("sourceArn", String.class).invoke(constraints, source);
    assertThat(value(first(request.constraints(constraints.build()).build()), type))
        .isEqualTo(UNKNOWN);
    constraints.encryptionContextEquals(Map.of("a", "b"));
    assertThat(value(first(request.constraints(constraints.build()).build()), type))
        .isEqualTo(UNKNOWN);
  }

  /** Rule 5.11: no condition key of KMS applies to the alias half. */
  @Test
  void aliasHalf_kmsKeys_areAbsent() {
    List<AuthorizationRequest> checks =
        asked(CreateAliasRequest.builder().aliasName("alias/new").targetKeyId(KEY_ID).build());
    for (String key : List.of("kms:CallerAccount", "kms:ViaService", "kms:KeySpec", "kms:Future")) {
      assertThat(value(checks.get(0), key)).as(key).isEqualTo(ABSENT);
    }
    assertThat(checks.get(0).context().mayHoldOthersUnder("kms:encryptioncontext:")).isFalse();
    assertThat(value(checks.get(0), "aws:PrincipalAccount")).isEqualTo(ContextValue.of(ACCOUNT));
    assertThat(value(checks.get(1), "kms:CallerAccount")).isEqualTo(ContextValue.of(ACCOUNT));
  }

  /** Rule 5.25: AWS does not document the condition keys of these two actions. */
  @Test
  @org.junit.jupiter.api.Tag("newest-sdk") // Older ones do not have these operations.
  void encapsulate_requestKeysThatNothingFeeds_areUnknown() throws Exception {
    String algorithm = "kms:EncryptionAlgorithm";
    assertThat(value(first(requestOf("Encapsulate")), algorithm)).isEqualTo(UNKNOWN);
    assertThat(value(first(requestOf("Decapsulate")), algorithm)).isEqualTo(UNKNOWN);
    assertThat(value(first(SignRequest.builder().keyId(KEY_ARN).build()), algorithm))
        .isEqualTo(ABSENT);
  }

  /** A request on the key, of an operation whose classes older SDKs do not have. */
  private static SdkRequest requestOf(String operation) throws ReflectiveOperationException {
    Class<?> type =
        Class.forName("software.amazon.awssdk.services.kms.model." + operation + "Request");
    Object builder = type.getMethod("builder").invoke(null);
    Class.forName(type.getName() + "$Builder")
        .getMethod("keyId", String.class)
        .invoke(builder, KEY_ARN);
    return (SdkRequest) ((SdkBuilder<?, ?>) builder).build();
  }

  /** Rule 4.2: KMS makes these checks itself, in another Region. */
  @Test
  void secondRegion_networkOfTheCaller_isUnknown() {
    List<AuthorizationRequest> replica =
        asked(
            ReplicateKeyRequest.builder()
                .keyId(MRK_ID)
                .replicaRegion("eu-west-1")
                .tags(Tag.builder().tagKey("team").tagValue("blue").build())
                .build());
    List<AuthorizationRequest> primary =
        asked(
            UpdatePrimaryRegionRequest.builder().keyId(MRK_ID).primaryRegion("eu-west-1").build());
    for (AuthorizationRequest made : List.of(replica.get(1), replica.get(2), primary.get(1))) {
      for (String key :
          List.of(
              "aws:SourceIp",
              "aws:SourceVpce",
              "aws:VpceOrgID",
              "aws:ViaAWSService",
              "aws:CalledVia",
              "kms:ViaService",
              "aws:UserAgent",
              "aws:SecureTransport")) {
        assertThat(value(made, key)).as(key).isEqualTo(UNKNOWN);
      }
      assertThat(value(made, "aws:RequestedRegion")).isEqualTo(ContextValue.of("eu-west-1"));
      assertThat(value(made, "aws:PrincipalAccount")).isEqualTo(ContextValue.of(ACCOUNT));
    }
    assertThat(value(replica.get(0), "aws:SecureTransport")).isEqualTo(ContextValue.of("true"));
    assertThat(value(primary.get(0), "aws:ViaAWSService")).isEqualTo(ContextValue.of("false"));
  }

  @Test
  void createGrant_constraints_fillTheContext() {
    CreateGrantRequest request =
        CreateGrantRequest.builder()
            .keyId(KEY_ARN)
            .granteePrincipal("arn:aws:iam::111122223333:role/App")
            .operations(GrantOperation.DECRYPT, GrantOperation.ENCRYPT)
            .constraints(c -> c.encryptionContextSubset(Map.of("Dept", "IT")))
            .build();
    AuthorizationRequest asked = first(request);
    assertThat(value(asked, "kms:GranteePrincipal"))
        .isEqualTo(ContextValue.of("arn:aws:iam::111122223333:role/App"));
    assertThat(value(asked, "kms:RetiringPrincipal")).isEqualTo(ABSENT);
    assertThat(value(asked, "kms:GrantOperations"))
        .isEqualTo(ContextValue.of("Decrypt", "Encrypt"));
    assertThat(value(asked, "kms:GrantConstraintType"))
        .isEqualTo(ContextValue.of("EncryptionContextSubset"));
    // That the pairs of a constraint feed these is only inferred; nothing else could.
    assertThat(value(asked, "kms:EncryptionContext:dept")).isEqualTo(UNKNOWN);
    assertThat(value(asked, "kms:EncryptionContext:other")).isEqualTo(ABSENT);
    assertThat(value(asked, "kms:EncryptionContextKeys")).isEqualTo(UNKNOWN);
    assertThat(asked.context().namesUnder("kms:encryptioncontext:")).isEmpty();
    assertThat(asked.context().mayHoldOthersUnder("kms:encryptioncontext:")).isTrue();
    assertThat(value(asked, "kms:GrantIsForAWSResource")).isEqualTo(UNKNOWN);
  }

  @Test
  void defaultsThatAreNotConfirmed_areUnknownUnlessGiven() {
    SignRequest.Builder sign = SignRequest.builder().keyId(KEY_ARN).message(BYTES);
    assertThat(value(first(sign.build()), "kms:MessageType")).isEqualTo(UNKNOWN);
    assertThat(value(first(sign.messageType(MessageType.DIGEST).build()), "kms:MessageType"))
        .isEqualTo(ContextValue.of("DIGEST"));
    ScheduleKeyDeletionRequest deletion =
        ScheduleKeyDeletionRequest.builder().keyId(KEY_ARN).pendingWindowInDays(7).build();
    assertThat(value(first(deletion), "kms:ScheduleKeyDeletionPendingWindowInDays"))
        .isEqualTo(ContextValue.of("7"));
  }

  @Test
  void keysThatAreNotConfirmed_areUnknownIfGiven() {
    ReplicateKeyRequest.Builder request =
        ReplicateKeyRequest.builder().keyId(MRK_ID).replicaRegion("eu-west-1");
    String key = "kms:BypassPolicyLockoutSafetyCheck";
    assertThat(value(asked(request.build()).get(1), key)).isEqualTo(ABSENT);
    assertThat(value(asked(request.bypassPolicyLockoutSafetyCheck(true).build()).get(1), key))
        .isEqualTo(UNKNOWN);
  }

  @Test
  void replicateKey_factsOfThePrimary_areKnownOnlyWhereTheyAreDocumented() {
    KeyMetadata primary =
        new KeyMetadata(
            (KmsResource.Key) KmsResource.parse(arn("key/" + MRK_ID)),
            KeyManager.CUSTOMER,
            "RSA_2048",
            "SIGN_VERIFY",
            "AWS_KMS",
            "PRIMARY");
    ReplicateKeyRequest request =
        ReplicateKeyRequest.builder().keyId(MRK_ID).replicaRegion("eu-west-1").build();
    AuthorizationRequest createKey = asked(request, directory(primary)).get(1);
    assertThat(value(createKey, "kms:KeySpec")).isEqualTo(UNKNOWN);
    assertThat(value(createKey, "kms:MultiRegionKeyType")).isEqualTo(UNKNOWN);
    AuthorizationRequest replicateKey = asked(request, directory(primary)).get(0);
    assertThat(value(replicateKey, "kms:KeySpec")).isEqualTo(ContextValue.of("RSA_2048"));
    assertThat(value(asked(request).get(0), "kms:KeySpec")).isEqualTo(PRESENT_UNKNOWN);
  }

  @Test
  void validTo_time_isInSeconds() {
    ImportKeyMaterialRequest request =
        ImportKeyMaterialRequest.builder()
            .keyId(KEY_ARN)
            .validTo(Instant.ofEpochMilli(1546257599500L))
            .build();
    assertThat(value(first(request), "kms:ValidTo")).isEqualTo(ContextValue.of("1546257599.5"));
  }

  /** Which side feeds which check is not documented: certain is what both sides say. */
  @Test
  void reEncrypt_whatBothSidesSay_isKnownAndNothingElse() {
    ReEncryptRequest.Builder request =
        ReEncryptRequest.builder()
            .ciphertextBlob(BYTES)
            .sourceKeyId(KEY_ARN)
            .sourceEncryptionContext(Map.of("same", "x", "side", "from"))
            .destinationKeyId(ALIAS)
            .destinationEncryptionContext(Map.of("same", "x", "side", "to"));
    for (AuthorizationRequest check : asked(request.build())) {
      assertThat(value(check, "kms:EncryptionContext:same")).isEqualTo(ContextValue.of("x"));
      assertThat(value(check, "kms:EncryptionContext:side")).isEqualTo(UNKNOWN);
      assertThat(value(check, "kms:EncryptionContext:none")).isEqualTo(ABSENT);
      assertThat(value(check, "kms:RequestAlias")).isEqualTo(UNKNOWN);
      assertThat(value(check, "kms:EncryptionAlgorithm"))
          .isEqualTo(ContextValue.of("SYMMETRIC_DEFAULT"));
      assertThat(check.context().mayHoldOthersUnder("kms:encryptioncontext:")).isFalse();
    }
    request.destinationEncryptionContext(Map.of("same", "x"));
    request.destinationEncryptionAlgorithm(EncryptionAlgorithmSpec.RSAES_OAEP_SHA_256);
    for (AuthorizationRequest check : asked(request.build())) {
      assertThat(check.context().namesUnder("kms:encryptioncontext:")).containsExactly("same");
      assertThat(check.context().mayHoldOthersUnder("kms:encryptioncontext:")).isTrue();
      assertThat(value(check, "kms:EncryptionContextKeys")).isEqualTo(UNKNOWN);
      assertThat(value(check, "kms:EncryptionAlgorithm")).isEqualTo(UNKNOWN);
    }
  }

  @Test
  void reEncryptOnSameKey_bothKeysKnown_isDecided() {
    ReEncryptRequest.Builder request =
        ReEncryptRequest.builder().ciphertextBlob(BYTES).destinationKeyId(KEY_ARN);
    String key = "kms:ReEncryptOnSameKey";
    assertThat(value(first(request.build()), key)).isEqualTo(PRESENT_UNKNOWN);
    assertThat(value(first(request.sourceKeyId(KEY_ARN).build()), key))
        .isEqualTo(ContextValue.of("true"));
    assertThat(value(first(request.sourceKeyId(OTHER_ARN).build()), key))
        .isEqualTo(ContextValue.of("false"));
  }

  @Test
  void recipientAttestation_document_isNotRead() {
    DecryptRequest.Builder request = DecryptRequest.builder().ciphertextBlob(BYTES);
    String pcr = "kms:RecipientAttestation:PCR1";
    assertThat(value(first(request.build()), pcr)).isEqualTo(ABSENT);
    RecipientInfo recipient = RecipientInfo.builder().attestationDocument(BYTES).build();
    assertThat(value(first(request.recipient(recipient).build()), pcr)).isEqualTo(UNKNOWN);
    assertThat(value(first(request.build()), "kms:RecipientAttestation:ImageSha384"))
        .isEqualTo(UNKNOWN);
  }

  @Test
  void retireGrant_constraintOfTheGrant_isUnknown() {
    RetireGrantRequest request = RetireGrantRequest.builder().keyId(KEY_ARN).grantId("a").build();
    assertThat(value(first(request), "kms:EncryptionContext:x")).isEqualTo(UNKNOWN);
    assertThat(value(first(request), "kms:EncryptionContextKeys")).isEqualTo(UNKNOWN);
    assertThat(value(first(request), "kms:GrantConstraintType")).isEqualTo(UNKNOWN);
  }

  @Test
  void toString_ofAQuestion_showsNoSecret() {
    AuthorizationRequest request = encrypt(Map.of("tenant", "secret-tenant"));
    assertThat(request.toString()).contains("Encrypt").doesNotContain("secret-tenant");
    assertThat(request.resource()).isEqualTo(KEY);
  }
}
