package io.kmspolicy.interceptor.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.interceptor.source.FakeAws.Answer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.Eventually;
import io.kmspolicy.source.RefreshSettings;
import io.kmspolicy.source.SourceLayer;
import io.kmspolicy.source.SourceStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Faults of the service leave layers unknown or outdated, and are reported. */
class AwsSourceFaultTest {

  private static final Caller CALLER =
      Caller.parse("arn:aws:sts::111122223333:assumed-role/App/session");
  private static final KmsResource.Key KEY = key(1);
  private static final String GOOD =
      "{\"Policy\":\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[{\\\"Effect\\\":"
          + "\\\"Allow\\\",\\\"Principal\\\":\\\"*\\\",\\\"Action\\\":\\\"kms:*\\\","
          + "\\\"Resource\\\":\\\"*\\\"}]}\"}";

  private final FakeAws aws = new FakeAws();
  private AwsSource source;

  private static KmsResource.Key key(int number) {
    return new KmsResource.Key(
        "aws",
        "us-west-2",
        "111122223333",
        String.format("%08x-0000-4000-8000-000000000000", number));
  }

  private void open(SourceLayer first, SourceLayer... more) {
    source =
        AwsSource.builder()
            .kms(aws.kms())
            .layers(EnumSet.of(first, more))
            .share(1000)
            .refresh(
                RefreshSettings.defaults()
                    .every(Duration.ofMillis(100), Duration.ofMinutes(1))
                    .retryAfter(Duration.ofMillis(20))
                    .lookEvery(Duration.ofMillis(10)))
            .build();
  }

  @AfterEach
  void close() {
    source.close();
  }

  private PolicyLayer keyPolicy() {
    return source.policiesFor(CALLER, KEY).key();
  }

  private SourceStatus status() {
    return source.statuses().get(0);
  }

  private boolean is(SourceStatus.Condition condition) {
    keyPolicy();
    return status().condition() == condition;
  }

  /** On a slow machine a layer is stale by its age before the failed load has set the reason. */
  private boolean isStaleFor(String reason) {
    boolean stale = is(SourceStatus.Condition.STALE);
    String actual = status().reason();
    return stale && !actual.isEmpty() && actual.contains(reason);
  }

  static Stream<Arguments> faults() {
    BiFunction<String, String, Answer> down =
        (operation, body) -> {
          throw new UncheckedIOException(new IOException("connection refused"));
        };
    return Stream.of(
        Arguments.of("connection refused", down),
        Arguments.of("HTTP 500", always(Answer.error(500, "KMSInternalException"))),
        Arguments.of("ThrottlingException", always(Answer.error(400, "ThrottlingException"))),
        Arguments.of("HTTP 429", always(new Answer(429, "slow down"))),
        Arguments.of("AccessDeniedException", always(Answer.error(400, "AccessDeniedException"))),
        Arguments.of("", always(Answer.ok("{\"Policy\":\"{\\\"Ver"))),
        Arguments.of("has no key policy", always(Answer.ok("{}"))),
        Arguments.of("", always(Answer.ok("{\"Policy\":\"not a policy\"}"))));
  }

  private static BiFunction<String, String, Answer> always(Answer answer) {
    return (operation, body) -> answer;
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_keepsTheLastGoodPolicySaysWhyAndRecovers(
      String reason, BiFunction<String, String, Answer> fault) {
    aws.service = always(Answer.ok(GOOD));
    open(SourceLayer.KEY_POLICY);
    Eventually.isTrue("the load", () -> keyPolicy() instanceof PolicyLayer.Attached);
    PolicyLayer good = keyPolicy();
    aws.service = fault;
    Eventually.isTrue("stale for " + reason, () -> isStaleFor(reason));
    assertThat(keyPolicy()).isEqualTo(good);
    aws.service = always(Answer.ok(GOOD));
    Eventually.isTrue("fresh", () -> is(SourceStatus.Condition.FRESH));
  }

  @Test
  void fault_fromTheBeginning_leavesTheLayerUnknown() {
    aws.service = always(Answer.error(500, "KMSInternalException"));
    open(SourceLayer.KEY_POLICY);
    Eventually.isTrue("stale", () -> is(SourceStatus.Condition.STALE));
    assertThat(keyPolicy()).isEqualTo(PolicyLayer.unknown());
    assertThat(source.loadedAt(SourceLayer.KEY_POLICY)).isEmpty();
  }

  @Test
  void slowService_neverHoldsUpTheCaller() {
    aws.service =
        (operation, body) -> {
          Eventually.pause(500);
          return Answer.ok(GOOD);
        };
    open(SourceLayer.KEY_POLICY);
    assertThat(keyPolicy())
        .isEqualTo(PolicyLayer.unknown()); // A source that waits would have loaded it.
    Eventually.isTrue("the load", () -> keyPolicy() instanceof PolicyLayer.Attached);
  }

  @Test
  void pageWithoutTheNextMarker_isAnIncompleteResponse() {
    aws.service = always(Answer.ok("{\"Grants\":[],\"Truncated\":true}"));
    open(SourceLayer.GRANTS);
    Eventually.isTrue("stale", () -> isStaleFor("incomplete response"));
  }

  @Test
  void tenThousandKeys_paged_areAllLoaded() {
    int keys = 10_000;
    aws.service =
        (operation, body) -> operation.equals("ListKeys") ? page(body, keys) : Answer.ok(GOOD);
    source =
        AwsSource.builder()
            .kms(aws.kms())
            .layers(EnumSet.of(SourceLayer.KEY_LIST, SourceLayer.KEY_POLICY))
            .share(10_000)
            .refresh(RefreshSettings.defaults().lookEvery(Duration.ofMillis(5)))
            .build();
    Eventually.isTrue("half of the keys", () -> loaded() >= keys / 2);
    Eventually.isTrue("all keys", () -> loaded() == keys);
    assertThat(source.keyWithId("us-west-2", key(9_999).keyId())).hasValue(key(9_999));
    assertThat(source.keyWithId("us-west-2", key(10_000).keyId())).isEmpty();
    assertThat(aws.requests).hasValue(keys + 10);
  }

  @Test
  @DisplayName("A denial makes the aliases due: the call may have named one that was moved")
  void denied_aliasThatWasMoved_isFoundAtItsNewKey() {
    assertFoundAtItsNewKey("111122223333", SourceLayer.ALIASES, AwsSourceFaultTest::aliasOf);
  }

  @Test
  @DisplayName("A denial makes an alias due that is described and not listed, too")
  void denied_aliasOfAnotherAccountThatWasMoved_isFoundAtItsNewKey() {
    assertFoundAtItsNewKey("444455556666", SourceLayer.KEY_METADATA, AwsSourceFaultTest::described);
  }

  private void assertFoundAtItsNewKey(
      String account, SourceLayer layer, Function<KmsResource.Key, Answer> naming) {
    KmsResource.Alias alias = new KmsResource.Alias("aws", "us-west-2", account, "app");
    aws.service = (operation, body) -> naming.apply(key(1));
    source =
        AwsSource.builder()
            .kms(aws.kms())
            .layers(EnumSet.of(layer))
            .share(1000)
            .refresh(
                RefreshSettings.defaults()
                    .every(Duration.ofHours(1), Duration.ofHours(2))
                    .retryAfter(Duration.ofMillis(20))
                    .lookEvery(Duration.ofMillis(10)))
            .build();
    Eventually.isTrue("the alias", () -> source.keyBehind(alias).isPresent());
    assertThat(source.keyBehind(alias)).hasValue(key(1));

    aws.service = (operation, body) -> naming.apply(key(2));
    Eventually.isTrue(
        "the new key",
        () -> {
          source.denied(CALLER, key(1));
          return source.keyBehind(alias).equals(Optional.of(key(2)));
        });
  }

  private static Answer described(KmsResource.Key key) {
    return Answer.ok(
        "{\"KeyMetadata\":{\"Arn\":\"" + key.arn() + "\",\"KeyManager\":\"CUSTOMER\"}}");
  }

  private static Answer aliasOf(KmsResource.Key key) {
    return Answer.ok(
        "{\"Aliases\":[{\"AliasArn\":\"arn:aws:kms:us-west-2:111122223333:alias/app\","
            + "\"AliasName\":\"alias/app\",\"TargetKeyId\":\""
            + key.keyId()
            + "\"}],\"Truncated\":false}");
  }

  private long loaded() {
    return source.statuses().stream()
        .filter(status -> status.layer() == SourceLayer.KEY_POLICY)
        .mapToLong(status -> status.counts().loaded())
        .sum();
  }

  private static Answer page(String request, int keys) {
    int size = 1000;
    int marker = request.indexOf("\"Marker\":\"");
    int from =
        marker < 0
            ? 0
            : Integer.parseInt(request.substring(marker + 10, request.indexOf('"', marker + 10)));
    String entries =
        IntStream.range(from, from + size)
            .mapToObj(AwsSourceFaultTest::key)
            .map(key -> "{\"KeyArn\":\"" + key.arn() + "\",\"KeyId\":\"" + key.keyId() + "\"}")
            .collect(Collectors.joining(","));
    int next = from + size;
    String more =
        next < keys ? "\"Truncated\":true,\"NextMarker\":\"" + next + "\"" : "\"Truncated\":false";
    return Answer.ok("{\"Keys\":[" + entries + "]," + more + "}");
  }
}
