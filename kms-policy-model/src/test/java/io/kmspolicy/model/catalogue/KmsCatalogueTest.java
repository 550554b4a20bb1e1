package io.kmspolicy.model.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KmsCatalogueTest {

  private final KmsCatalogue catalogue = KmsCatalogue.bundled();

  @Test
  void bundled_allFacts_haveTheCountsOfTheirConsistencyReport() {
    assertThat(catalogue.date()).isEqualTo("2026-11-25");
    assertThat(catalogue.actions()).hasSize(58);
    assertThat(catalogue.operations()).hasSize(56);
    assertThat(catalogue.operations()).flatExtracting(KmsOperation::checks).hasSize(69);
    assertThat(catalogue.conditionKeys()).hasSize(103);
    assertThat(countOfKeys("kms:")).isEqualTo(41);
    assertThat(countOfKeys("aws:")).isEqualTo(53);
    assertThat(catalogue.actions()).filteredOn(KmsAction::grantable).hasSize(19);
    assertThat(catalogue.actions())
        .filteredOn(action -> action.crossAccount() == CrossAccountUse.YES)
        .hasSize(22);
    assertThat(catalogue.operations())
        .filteredOn(operation -> !operation.foreignIdentifiers().isEmpty())
        .hasSize(21);
  }

  private long countOfKeys(String prefix) {
    return catalogue.conditionKeys().stream().filter(key -> key.name().startsWith(prefix)).count();
  }

  @Test
  void bundled_contextMappings_keepTheirConfidence() {
    List<Confidence> marks =
        catalogue.operations().stream()
            .flatMap(operation -> operation.checks().stream())
            .flatMap(check -> check.context().stream())
            .map(ContextMapping::confidence)
            .toList();
    assertThat(marks).filteredOn(mark -> mark == Confidence.DOCUMENTED).hasSize(91);
    assertThat(marks).filteredOn(mark -> mark == Confidence.INFERRED).hasSize(25);
    assertThat(marks).filteredOn(mark -> mark == Confidence.UNCONFIRMED).hasSize(5);
  }

  @Test
  void needsNoKey_allActions_areTheElevenWithoutKey() {
    assertThat(catalogue.actions())
        .filteredOn(KmsAction::needsNoKey)
        .extracting(KmsAction::name)
        .containsExactlyInAnyOrder(
            "kms:ConnectCustomKeyStore",
            "kms:CreateCustomKeyStore",
            "kms:CreateKey",
            "kms:DeleteCustomKeyStore",
            "kms:DescribeCustomKeyStores",
            "kms:DisconnectCustomKeyStore",
            "kms:GenerateRandom",
            "kms:ListAliases",
            "kms:ListKeys",
            "kms:ListRetirableGrants",
            "kms:UpdateCustomKeyStore");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:Decrypt", "KMS:decrypt", "kms:DECRYPT"})
  void action_anyLetterCase_isFound(String name) {
    KmsAction decrypt = catalogue.action(name).orElseThrow();
    assertThat(decrypt.name()).isEqualTo("kms:Decrypt");
    assertThat(decrypt.resources()).containsExactly(ResourceKind.KEY);
    assertThat(decrypt.crossAccount()).isEqualTo(CrossAccountUse.YES);
    assertThat(decrypt.grantable()).isTrue();
    assertThat(decrypt.grantContext()).isEqualTo(EncryptionContextUse.HONORED);
    assertThat(decrypt.cryptographic()).isTrue();
    assertThat(decrypt.accessLevel()).isEqualTo("Write");
    assertThat(decrypt.conditionKeys()).contains("kms:EncryptionContextKeys", "kms:KeySpec");
  }

  @ParameterizedTest
  @CsvSource({
    "kms:DescribeKey,    IGNORED",
    "kms:RetireGrant,    IGNORED",
    "kms:CreateGrant,    INHERITED",
    "kms:Sign,           NOT_APPLICABLE",
    "kms:ReEncryptFrom,  HONORED",
    "kms:PutKeyPolicy,   NOT_APPLICABLE"
  })
  void action_ofAGrant_saysWhatTheConstraintMeans(String name, EncryptionContextUse expected) {
    assertThat(catalogue.action(name).orElseThrow().grantContext()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kms:Nothing", "kms:", "Decrypt", "s3:GetObject", ""})
  void action_unknownName_isEmpty(String name) {
    assertThat(catalogue.action(name)).isEmpty();
  }

  @Test
  void action_aliasOperation_isCheckedOnAliasAndKey() {
    KmsAction action = catalogue.action("kms:UpdateAlias").orElseThrow();
    assertThat(action.resources()).isEqualTo(Set.of(ResourceKind.ALIAS, ResourceKind.KEY));
    assertThat(action.keyPolicy()).isEqualTo(KeyPolicyControl.KEY_PART_ONLY);
    assertThat(action.needsNoKey()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "kms:EncryptionContext:tenant,                 kms:EncryptionContext:${EncryptionContextKey}",
    "KMS:encryptioncontext:Aws:S3:Arn,             kms:EncryptionContext:${EncryptionContextKey}",
    "kms:encryptioncontextkeys,                    kms:EncryptionContextKeys",
    "aws:PrincipalTag/team,                        aws:PrincipalTag/${TagKey}",
    "aws:principaltag/a/b,                         aws:PrincipalTag/${TagKey}",
    "aws:ResourceTag/${TagKey},                    aws:ResourceTag/${TagKey}",
    "aws:SOURCEIP,                                 aws:SourceIp",
    "kms:recipientattestation:pcr31,               kms:RecipientAttestation:PCR${PcrId}",
    "kms:RecipientAttestation:NitroTPMPCR7,        kms:RecipientAttestation:NitroTPMPCR${PcrId}",
    "kms:RecipientAttestation:ImageSha384,         kms:RecipientAttestation:ImageSha384"
  })
  void conditionKey_nameOrConcreteTemplate_isFound(String name, String template) {
    assertThat(catalogue.conditionKey(name))
        .hasValueSatisfying(key -> assertThat(key.name()).isEqualTo(template));
    assertThat(catalogue.conditionKey(name.toLowerCase(Locale.ROOT))).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms:EncryptionContext:",
        "kms:EncryptionContext",
        "aws:PrincipalTag/",
        "kms:RecipientAttestation:PCR32",
        "kms:RecipientAttestation:PCR",
        "kms:RecipientAttestation:NitroTPMPCR24",
        "s3:prefix",
        ""
      })
  void conditionKey_noKeyOfKms_isEmpty(String name) {
    assertThat(catalogue.conditionKey(name)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "kms:GrantOperations,        STRING,     true",
    "kms:RequestAlias,           STRING,     false",
    "kms:MultiRegion,            BOOL,       false",
    "kms:RotationPeriodInDays,   NUMERIC,    false",
    "kms:ValidTo,                DATE,       false",
    "aws:PrincipalArn,           ARN,        false",
    "aws:SourceIp,               IP_ADDRESS, false",
    "aws:PrincipalOrgPaths,      STRING,     true"
  })
  void conditionKey_ofEachType_knowsTypeAndNumberOfValues(
      String name, ValueType type, boolean multivalued) {
    ConditionKeyFacts key = catalogue.conditionKey(name).orElseThrow();
    assertThat(key.type()).isEqualTo(type);
    assertThat(key.multivalued()).isEqualTo(multivalued);
  }

  @Test
  void conditionKey_identityPoliciesOnly_hasNoEffectInKeyPolicies() {
    assertThat(catalogue.conditionKeys())
        .filteredOn(key -> !key.inKeyPolicies())
        .extracting(ConditionKeyFacts::name)
        .containsExactlyInAnyOrder("kms:ResourceAliases", "aws:ResourceTag/${TagKey}");
  }

  @Test
  void conditionKey_olderName_sharesTheFactsOfTheNewOne() {
    ConditionKeyFacts older = catalogue.conditionKey("kms:CustomerMasterKeySpec").orElseThrow();
    ConditionKeyFacts newer = catalogue.conditionKey("kms:KeySpec").orElseThrow();
    assertThat(older.aliasOf()).isEqualTo(newer.name());
    assertThat(older.actions()).isEqualTo(newer.actions());
    assertThat(older.knowledge()).isEqualTo(newer.knowledge());
  }

  @ParameterizedTest
  @CsvSource({
    "ReEncrypt, 2",
    "reencrypt, 2",
    "UpdateAlias, 3",
    "CreateKey, 3",
    "ReplicateKey, 3",
    "UpdatePrimaryRegion, 2",
    "Decrypt, 1"
  })
  void operation_byName_hasItsChecks(String name, int checks) {
    assertThat(catalogue.operation(name).orElseThrow().checks()).hasSize(checks);
  }

  @Test
  void operation_checksOfKms_nameActionsOfTheCatalogue() {
    assertThat(catalogue.operations())
        .flatExtracting(KmsOperation::checks)
        .filteredOn(check -> !(check.resource() instanceof CheckedResource.External))
        .allSatisfy(check -> assertThat(catalogue.action(check.action())).isPresent());
  }

  @Test
  void operation_contextOfChecks_namesConditionKeysOfTheCatalogue() {
    assertThat(catalogue.operations())
        .flatExtracting(KmsOperation::checks)
        .flatExtracting(OperationCheck::context)
        .allSatisfy(mapping -> assertThat(catalogue.conditionKey(mapping.key())).isPresent());
    for (ContextSet set : ContextSet.values()) {
      assertThat(catalogue.keysOf(set))
          .isNotEmpty()
          .allSatisfy(key -> assertThat(catalogue.conditionKey(key)).isPresent());
    }
  }

  @Test
  void operation_decryptWithoutKey_leavesTheKeyOpen() {
    OperationCheck check = catalogue.operation("Decrypt").orElseThrow().checks().get(0);
    assertThat(check.resource())
        .isEqualTo(new CheckedResource.Key("keyId", true, Set.of(KeyIdentifierForm.values())));
    assertThat(check.context())
        .filteredOn(mapping -> mapping.key().equals("kms:EncryptionAlgorithm"))
        .containsExactly(
            new ContextMapping(
                "kms:EncryptionAlgorithm",
                List.of("encryptionAlgorithm"),
                ContextMapping.Rule.VALUE,
                ContextMapping.WhenAbsent.DEFAULT,
                "SYMMETRIC_DEFAULT",
                List.of(),
                Confidence.DOCUMENTED));
  }
}
