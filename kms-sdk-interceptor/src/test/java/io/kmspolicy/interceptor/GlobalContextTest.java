package io.kmspolicy.interceptor;

import static io.kmspolicy.interceptor.Fixtures.ALIAS;
import static io.kmspolicy.interceptor.Fixtures.BYTES;
import static io.kmspolicy.interceptor.Fixtures.KEY_ARN;
import static io.kmspolicy.interceptor.Fixtures.arn;
import static io.kmspolicy.interceptor.Fixtures.asked;
import static io.kmspolicy.interceptor.Fixtures.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.decision.Assertion;
import io.kmspolicy.interceptor.spi.CallerSource;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.services.kms.model.CreateAliasRequest;
import software.amazon.awssdk.services.kms.model.EncryptRequest;
import software.amazon.awssdk.services.kms.model.ListKeysRequest;

/** Which condition keys a call carries whatever its parameters, and what stays unknown. */
class GlobalContextTest {

  private static final ContextValue ABSENT = ContextValue.absent();
  private static final ContextValue UNKNOWN = ContextValue.unknown();
  private static final ContextValue PRESENT_UNKNOWN = ContextValue.presentUnknown();

  private static AuthorizationRequest first(SdkRequest request) {
    return asked(request).get(0);
  }

  private static AuthorizationRequest encrypt() {
    return first(EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kms:ViaService", "aws:CalledVia", "aws:CalledViaFirst", "aws:SourceArn",
        "aws:SourceAccount", "aws:PrincipalServiceName", "aws:Referer", "kms:GrantOperations",
        "kms:RotationPeriodInDays", "aws:RequestTag/team", "aws:TagKeys"
      })
  void keysThatADirectEncryptCannotCarry_areAbsent(String key) {
    assertThat(value(encrypt(), key)).isEqualTo(ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws:SourceIp", "aws:SourceVpce", "aws:PrincipalOrgID", "aws:PrincipalTag/team",
        "aws:MultiFactorAuthPresent", "aws:ResourceOrgID", "aws:FutureKey", "s3:prefix"
      })
  void keysThatAClientCannotKnow_areUnknown(String key) {
    assertThat(value(encrypt(), key)).isEqualTo(UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "aws:PrincipalArn,          arn:aws:iam::111122223333:role/team/App",
    "aws:PrincipalAccount,      111122223333",
    "aws:PrincipalType,         AssumedRole",
    "aws:PrincipalIsAWSService, false",
    "aws:ViaAWSService,         false",
    "aws:RequestedRegion,       us-west-2",
    "aws:ResourceAccount,       111122223333",
    "aws:SecureTransport,       true",
    "kms:CallerAccount,         111122223333"
  })
  void globalKeys_ofADirectCall_areKnown(String key, String expected) {
    assertThat(value(encrypt(), key)).isEqualTo(ContextValue.of(expected));
  }

  @Test
  void globalKeys_knownToBePresentOnly_areSo() {
    assertThat(value(encrypt(), "aws:UserAgent")).isEqualTo(PRESENT_UNKNOWN);
    assertThat(value(encrypt(), "aws:userid")).isEqualTo(PRESENT_UNKNOWN);
    assertThat(value(encrypt(), "aws:username")).isEqualTo(ABSENT);
  }

  @Test
  void principalArn_pathNotStated_isPresentOnly() {
    Caller.AccountCaller hidden =
        (Caller.AccountCaller) Caller.parse("arn:aws:sts::111122223333:assumed-role/App/s");
    assertThat(value(encrypt(hidden, Map.of(), false), "aws:PrincipalArn"))
        .isEqualTo(ContextValue.roleArnOf((Caller.RoleSession) hidden))
        .isInstanceOf(ContextValue.PresentUnknown.class);
  }

  /** A call of a caller whose user or role has these tags. */
  private static AuthorizationRequest encrypt(
      Caller.AccountCaller caller, Map<String, String> tags, boolean untagged) {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.INDETERMINATE);
    InterceptorBuilder builder =
        Fixtures.interceptor(authorizer)
            .callers(
                new CallerSource() {
                  @Override
                  public Optional<Caller.AccountCaller> callerOf(
                      SdkRequest request, ExecutionAttributes attributes) {
                    return Optional.of(caller);
                  }

                  @Override
                  public Optional<Map<String, String>> tagsOf(Caller.AccountCaller asked) {
                    return Optional.of(tags);
                  }
                });
    if (untagged) {
      builder.assertion(Assertion.Open.NO_SESSION_TAGS);
    }
    SdkRequest request = EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build();
    builder.build().beforeExecution(() -> request, Fixtures.attributes(request));
    return authorizer.requests.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::111122223333:user/team/alice, User, alice, ",
    "arn:aws:iam::111122223333:root,            Account, , 111122223333",
    "arn:aws:sts::111122223333:federated-user/bob, FederatedUser, , 111122223333:bob",
  })
  void principalFacts_ofEachCaller_areItsOwn(
      String arn, String type, String userName, String userId) {
    AuthorizationRequest made = encrypt((Caller.AccountCaller) Caller.parse(arn), Map.of(), false);
    assertThat(value(made, "aws:PrincipalArn")).isEqualTo(ContextValue.of(arn));
    assertThat(value(made, "aws:PrincipalType")).isEqualTo(ContextValue.of(type));
    assertThat(value(made, "aws:username"))
        .isEqualTo(userName == null ? ABSENT : ContextValue.of(userName));
    assertThat(value(made, "aws:userid"))
        .isEqualTo(userId == null ? PRESENT_UNKNOWN : ContextValue.of(userId));
  }

  @Test
  void principalTags_ofAUser_areWhatIamSays() {
    Caller.AccountCaller user =
        (Caller.AccountCaller) Caller.parse("arn:aws:iam::111122223333:user/alice");
    AuthorizationRequest made =
        encrypt(user, Map.of("Team", "blue", "Mood", "\uD83D\uDE00"), false);
    assertThat(value(made, "aws:PrincipalTag/team")).isEqualTo(ContextValue.of("blue"));
    assertThat(value(made, "aws:PrincipalTag/mood")).isEqualTo(PRESENT_UNKNOWN);
    assertThat(value(made, "aws:PrincipalTag/other")).isEqualTo(ABSENT);
  }

  @Test
  void principalTags_ofARoleSession_mayBeThoseOfTheSession() {
    Caller.AccountCaller session = (Caller.AccountCaller) Fixtures.CALLER;
    Map<String, String> tags = Map.of("Team", "blue");
    AuthorizationRequest tagged = encrypt(session, tags, false);
    assertThat(value(tagged, "aws:PrincipalTag/team")).isEqualTo(PRESENT_UNKNOWN);
    assertThat(value(tagged, "aws:PrincipalTag/other")).isEqualTo(UNKNOWN);
    AuthorizationRequest untagged = encrypt(session, tags, true);
    assertThat(value(untagged, "aws:PrincipalTag/team")).isEqualTo(ContextValue.of("blue"));
    assertThat(value(untagged, "aws:PrincipalTag/other")).isEqualTo(ABSENT);
  }

  @Test
  void checksWithoutAKey_keyFacts_areAbsent() {
    AuthorizationRequest list = first(ListKeysRequest.builder().build());
    assertThat(value(list, "kms:KeySpec")).isEqualTo(ABSENT);
    assertThat(value(list, "aws:ResourceTag/team")).isEqualTo(ABSENT);
    assertThat(value(list, "kms:CallerAccount")).isEqualTo(UNKNOWN);
    AuthorizationRequest alias =
        first(CreateAliasRequest.builder().aliasName(ALIAS).targetKeyId(KEY_ARN).build());
    assertThat(value(alias, "kms:KeyOrigin")).isEqualTo(ABSENT);
  }

  @Test
  void statedContext_countsOnlyWhereTheCallIsSilent() {
    RecordingAuthorizer authorizer = RecordingAuthorizer.answering(Decision.INDETERMINATE);
    RequestContext stated =
        RequestContext.builder()
            .put("aws:SourceIp", "203.0.113.5")
            .put("kms:ViaService", "s3.us-west-2.amazonaws.com")
            .build();
    EncryptRequest request = EncryptRequest.builder().keyId(KEY_ARN).plaintext(BYTES).build();
    Fixtures.interceptor(authorizer)
        .context(stated)
        .build()
        .beforeExecution(() -> request, Fixtures.attributes(request));
    AuthorizationRequest asked = authorizer.requests.get(0);
    assertThat(value(asked, "aws:SourceIp")).isEqualTo(ContextValue.of("203.0.113.5"));
    assertThat(value(asked, "kms:ViaService")).isEqualTo(ABSENT);
    assertThat(value(asked, "aws:SourceVpce")).isEqualTo(UNKNOWN);
  }
}
