package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.ALIAS;
import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.FOREIGN_ARN;
import static io.kmspolicy.interceptor.Fixtures.KEY;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.KEY_ID;
import static io.kmspolicy.interceptor.Fixtures.MRK_ID;
import static io.kmspolicy.interceptor.Fixtures.OTHER_ARN;
import static io.kmspolicy.interceptor.Fixtures.UNKNOWN_KEY;
import static io.kmspolicy.interceptor.Fixtures.arn;
import static io.kmspolicy.interceptor.Fixtures.asked;
import static io.kmspolicy.interceptor.Fixtures.directory;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.CreateCustomKeyStoreRequest;
import software.amazon.awssdk.services.kms.model.CreateKeyRequest;
import software.amazon.awssdk.services.kms.model.DecryptRequest;
import software.amazon.awssdk.services.kms.model.DeleteAliasRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;
import software.amazon.awssdk.services.kms.model.ReEncryptRequest;
import software.amazon.awssdk.services.kms.model.ReplicateKeyRequest;
import software.amazon.awssdk.services.kms.model.RetireGrantRequest;
import software.amazon.awssdk.services.kms.model.Tag;
import software.amazon.awssdk.services.kms.model.UpdateAliasRequest;
import software.amazon.awssdk.services.kms.model.UpdatePrimaryRegionRequest;

/** Which checks a request becomes, and on what. */
class RequestMappingTest {

  private static final KmsResource KEY_BEHIND_ALIAS =
      new KmsResource.UnknownKey("aws", Fixtures.REGION, Fixtures.ACCOUNT);

  private static final KmsResource ANY = new KmsResource.Any();

  private static EncryptRequest encrypt(String keyId) {
    return EncryptRequest.builder().keyId(keyId).plaintext(BYTES).build();
  }

  private static List<String> actions(SdkRequest request) {
    return asked(request).stream().map(AuthorizationRequest::action).toList();
  }

  private static List<KmsResource> resources(SdkRequest request, KeyDirectory keys) {
    return asked(request, keys).stream().map(AuthorizationRequest::resource).toList();
  }

  private static List<KmsResource> resources(SdkRequest request) {
    return resources(request, KeyDirectory.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {KEY_ID, ALIAS})
  void keyIdOrAliasName_ofTheCallersAccount_becomesTheKey(String identifier) {
    assertThat(resources(encrypt(identifier), directory())).containsExactly(KEY);
  }

  @Test
  void keyArnOrAliasArn_becomesTheKey() {
    assertThat(resources(encrypt(KEY_ARN))).containsExactly(KEY);
    assertThat(resources(encrypt(FOREIGN_ARN))).containsExactly(KmsResource.parse(FOREIGN_ARN));
    assertThat(resources(encrypt(arn(ALIAS)), directory())).containsExactly(KEY);
  }

  /** Rule 2.17: an alias and its key are in one account. */
  @Test
  void alias_notInTheDirectory_isAnUnknownKeyOfItsAccount() {
    assertThat(resources(encrypt(ALIAS))).containsExactly(KEY_BEHIND_ALIAS);
    assertThat(resources(encrypt(arn(ALIAS)))).containsExactly(KEY_BEHIND_ALIAS);
    assertThat(resources(encrypt("arn:aws:kms:us-west-2:444455556666:alias/theirs")))
        .containsExactly(new KmsResource.UnknownKey("aws", Fixtures.REGION, "444455556666"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "1234ABCD-12ab-34cd-56ef-1234567890ab",
        "mrk-xyz",
        "alias/",
        "alias/with space",
        "arn:aws:kms:us-west-2:111122223333:key/nonsense",
        "arn:aws:s3:::bucket",
        "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "arn:aws-cn:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"
      })
  void keyIdentifier_thatKmsRefusesForAnotherReason_isNotAsked(String identifier) {
    assertThat(asked(encrypt(identifier))).isEmpty();
  }

  @Test
  void decrypt_withoutKeyId_isAboutAnUnknownKey() {
    assertThat(resources(DecryptRequest.builder().ciphertextBlob(BYTES).build()))
        .containsExactly(UNKNOWN_KEY);
  }

  @Test
  void decrypt_bareKeyIdThatIsNotInTheDirectory_mayBeAnotherAccountsKey() {
    DecryptRequest request = DecryptRequest.builder().ciphertextBlob(BYTES).keyId(KEY_ID).build();
    assertThat(resources(request)).containsExactly(UNKNOWN_KEY);
    assertThat(resources(request, directory())).containsExactly(KEY);
  }

  @Test
  void reEncrypt_isTwoChecks() {
    ReEncryptRequest request =
        ReEncryptRequest.builder()
            .ciphertextBlob(BYTES)
            .sourceKeyId(KEY_ARN)
            .destinationKeyId(OTHER_ARN)
            .build();
    assertThat(actions(request)).containsExactly("kms:ReEncryptFrom", "kms:ReEncryptTo");
    assertThat(resources(request)).containsExactly(KEY, KmsResource.parse(OTHER_ARN));
  }

  @Test
  void updateAlias_isThreeChecks() {
    UpdateAliasRequest request =
        UpdateAliasRequest.builder().aliasName(ALIAS).targetKeyId(OTHER_ARN).build();
    assertThat(actions(request))
        .containsExactly("kms:UpdateAlias", "kms:UpdateAlias", "kms:UpdateAlias");
    assertThat(resources(request, directory()))
        .containsExactly(KmsResource.parse(arn(ALIAS)), KEY, KmsResource.parse(OTHER_ARN));
  }

  @Test
  void aliasOperations_areCheckedOnAliasAndKey() {
    assertThat(resources(CreateAliasRequest.builder().aliasName(ALIAS).targetKeyId(KEY_ID).build()))
        .containsExactly(KmsResource.parse(arn(ALIAS)), KEY);
    assertThat(resources(DeleteAliasRequest.builder().aliasName(ALIAS).build()))
        .containsExactly(KmsResource.parse(arn(ALIAS)), KEY_BEHIND_ALIAS);
  }

  @Test
  void createKey_tagsAndMultiRegion_addChecks() {
    assertThat(actions(CreateKeyRequest.builder().build())).containsExactly("kms:CreateKey");
    CreateKeyRequest tagged =
        CreateKeyRequest.builder()
            .tags(Tag.builder().tagKey("team").tagValue("blue").build())
            .multiRegion(true)
            .build();
    assertThat(actions(tagged)).containsExactly("kms:CreateKey", "kms:TagResource");
    assertThat(resources(tagged))
        .containsExactly(
            ANY, new KmsResource.NewKey("aws", Fixtures.REGION, Fixtures.ACCOUNT, true));
  }

  /** Rule 5.10: the id of the key is not known, only its form. */
  @Test
  void createKey_tagsOfASingleRegionKey_areCheckedOnAKeyWithoutTheMultiRegionPrefix() {
    CreateKeyRequest.Builder tagged =
        CreateKeyRequest.builder().tags(Tag.builder().tagKey("team").tagValue("blue").build());
    KmsResource newKey = new KmsResource.NewKey("aws", Fixtures.REGION, Fixtures.ACCOUNT, false);
    assertThat(resources(tagged.build())).containsExactly(ANY, newKey);
    assertThat(resources(tagged.multiRegion(false).build())).containsExactly(ANY, newKey);
  }

  @Test
  void otherServices_areNotAskedAndLeaveTheCallOpen() {
    CreateCustomKeyStoreRequest request =
        CreateCustomKeyStoreRequest.builder().customKeyStoreName("store").build();
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.ALLOWED);
    KmsPolicyInterceptor interceptor = Fixtures.interceptor(authorizer).build();
    interceptor.beforeExecution(() -> request, Fixtures.attributes(request));
    assertThat(authorizer.requests).hasSize(1);
    assertThat(interceptor.counts().calls(Decision.INDETERMINATE)).isOne();
  }

  @Test
  void listKeys_isCheckedOnEverything() {
    assertThat(resources(ListKeysRequest.builder().build())).containsExactly(ANY);
  }

  @Test
  void replicateKey_createsAKeyInTheOtherRegion() {
    ReplicateKeyRequest request =
        ReplicateKeyRequest.builder()
            .keyId(MRK_ID)
            .replicaRegion("eu-west-1")
            .tags(Tag.builder().tagKey("team").tagValue("blue").build())
            .build();
    assertThat(actions(request))
        .containsExactly("kms:ReplicateKey", "kms:CreateKey", "kms:TagResource");
    assertThat(resources(request))
        .containsExactly(
            KmsResource.parse(arn("key/" + MRK_ID)),
            ANY,
            KmsResource.parse("arn:aws:kms:eu-west-1:111122223333:key/" + MRK_ID));
    assertThat(asked(request).stream().map(each -> Fixtures.value(each, "aws:RequestedRegion")))
        .containsExactly(
            ContextValue.of("us-west-2"),
            ContextValue.of("eu-west-1"),
            ContextValue.of("eu-west-1"));
  }

  @Test
  void updatePrimaryRegion_isCheckedOnBothKeys() {
    UpdatePrimaryRegionRequest request =
        UpdatePrimaryRegionRequest.builder().keyId(MRK_ID).primaryRegion("eu-west-1").build();
    assertThat(resources(request))
        .containsExactly(
            KmsResource.parse(arn("key/" + MRK_ID)),
            KmsResource.parse("arn:aws:kms:eu-west-1:111122223333:key/" + MRK_ID));
  }

  @Test
  void retireGrant_grantId_isPartOfTheQuestion() {
    RetireGrantRequest request = RetireGrantRequest.builder().keyId(KEY_ARN).grantId("abc").build();
    assertThat(asked(request))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.grantId()).isEqualTo("abc");
              assertThat(each.resource()).isEqualTo(KEY);
            });
  }
}
