package io.kmspolicy.engine.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.match.ConditionMatchers;
import io.kmspolicy.engine.match.ResourceMatcher;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The classes of keys and aliases under sets of resource patterns. The system property {@code
 * proof.patterns} is the number of sets.
 */
class ResourceClassesTest {

  private static final int SETS = Integer.getInteger("proof.patterns", 400);

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  private static final String UUID = "1234abcd-12ab-34cd-56ef-1234567890ab";
  private static final List<String> PARTITIONS = List.of("aws", "aws", "aws", "aw?", "*", "AWS");
  private static final List<String> REGIONS =
      List.of("*", "us-west-2", "us-*", "eu-?est-1", "*-1", "US-WEST-2", "");
  private static final List<String> ACCOUNTS =
      List.of("*", "111122223333", "444455556666", "1*", "*3", "1111?2223333");
  private static final List<String> NAMES =
      List.of(
          "*",
          "key/*",
          "key/" + UUID,
          "key/1*",
          "key/*-12ab-*",
          "key/mrk-*",
          "key/mrk-1234abcd12ab34cd56ef1234567890ab",
          "key/????abcd*",
          "key/toy",
          "alias/*",
          "alias/app-*",
          "alias/app-one",
          "alias/*/one",
          "alias/${aws:username}",
          "alias/${aws:PrincipalAccount}",
          "key/${aws:PrincipalTag/key}",
          "K*",
          "a*");
  private static final List<String> SHORT =
      List.of(
          "*",
          "arn:*",
          "arn:aws:kms:*",
          "arn:aws:kms:us-*",
          "arn:aws:kms:*:key/" + UUID,
          "arn:aws:*:111122223333:key/*",
          "*:alias/app-*",
          "arn:aws:kms:us-west-2:111122223333",
          "arn:aws:kms:*:${aws:PrincipalAccount}:key/*",
          "arn:aws:kms:${aws:RequestedRegion}:111122223333:key/1*",
          "arn:aws:kms:*:*${aws:username}*");
  private static final List<PolicyType> TYPES =
      List.of(
          PolicyType.IDENTITY,
          PolicyType.IDENTITY,
          PolicyType.KEY,
          PolicyType.SERVICE_CONTROL,
          PolicyType.RESOURCE_CONTROL);

  private static <T> T pick(Random random, List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static String pattern(Random random) {
    if (random.nextInt(4) == 0) {
      return pick(random, SHORT);
    }
    return String.join(
        ":",
        "arn",
        pick(random, PARTITIONS),
        random.nextInt(9) == 0 ? "*" : "kms",
        pick(random, REGIONS),
        pick(random, ACCOUNTS),
        pick(random, NAMES));
  }

  private static String hexadecimal(Random random, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append("0123456789abcdef".charAt(random.nextInt(16)));
    }
    return text.toString();
  }

  /** A key or alias of AWS, near the patterns. */
  private static KmsResource.Owned resource(Random random) {
    String region =
        pick(random, List.of("us-west-2", "us-east-1", "eu-west-1", "eu-east-1", "ap-south-2"));
    String account =
        pick(random, List.of("111122223333", "444455556666", "111132223333", "999988887773"));
    String text = hexadecimal(random, 32);
    String id =
        pick(
            random,
            List.of(
                UUID,
                "1234abcd-" + UUID.substring(9, 24) + text.substring(20),
                text.substring(0, 8)
                    + "-12ab-34cd-"
                    + text.substring(8, 12)
                    + "-"
                    + text.substring(20),
                "mrk-1234abcd12ab34cd56ef1234567890ab",
                "mrk-" + text));
    String name =
        pick(
            random,
            List.of("app-one", "app-two", "x/one", "aws/one", "aws/s3", "one", account, "App-one"));
    return random.nextBoolean()
        ? new KmsResource.Key("aws", region, account, id)
        : new KmsResource.Alias("aws", region, account, name);
  }

  private static List<MatchResult> results(
      KmsResource.Owned resource, Set<ResourceClasses.Text> texts, RequestContext context) {
    ResourceMatcher matcher =
        new ResourceMatcher(new ConditionMatchers(CATALOGUE).variables(), resource);
    return texts.stream()
        .map(
            text ->
                matcher.match(
                    new ResourceElement.Resource(List.of(ResourcePattern.of(text.pattern()))),
                    text.type(),
                    text.hasVariables(),
                    context))
        .toList();
  }

  private static List<RequestContext> contexts(KmsResource.Owned resource) {
    List<RequestContext> contexts = new ArrayList<>();
    for (String account : List.of(resource.accountId(), "777788889999")) {
      contexts.add(
          RequestContext.builder().unknown("*").put("aws:PrincipalAccount", account).build());
    }
    return contexts;
  }

  @Test
  @DisplayName("Every key and alias has the results of an example for all patterns")
  void of_randomPatterns_coverEveryResource() {
    int computed = 0;
    for (long seed = 1; seed <= SETS; seed++) {
      Random random = new Random(seed);
      Set<ResourceClasses.Text> texts = new LinkedHashSet<>();
      int size = 1 + random.nextInt(6);
      for (int i = 0; i < size; i++) {
        texts.add(
            new ResourceClasses.Text(pattern(random), random.nextInt(5) > 0, pick(random, TYPES)));
      }
      Optional<List<KmsResource.Owned>> examples =
          ResourceClasses.of(CATALOGUE, texts, Set.of("444455556666"), Set.of());
      if (examples.isEmpty()) {
        continue;
      }
      computed++;
      Set<Object> known = new HashSet<>();
      for (KmsResource.Owned example : examples.get()) {
        known.add(signature(example, texts));
      }
      for (int i = 0; i < 40; i++) {
        KmsResource.Owned resource = resource(random);
        assertThat(known)
            .as(
                () ->
                    resource.arn()
                        + " under "
                        + texts.stream().map(Object::toString).collect(Collectors.joining("\n")))
            .contains(signature(resource, texts));
      }
    }
    assertThat(computed).isGreaterThan(SETS * 3 / 4);
  }

  private static Object signature(KmsResource.Owned resource, Set<ResourceClasses.Text> texts) {
    List<Object> signature = new ArrayList<>();
    signature.add(resource instanceof KmsResource.Alias);
    signature.add(resource instanceof KmsResource.Alias alias && alias.isReserved());
    contexts(resource).forEach(context -> signature.add(results(resource, texts, context)));
    return signature;
  }

  private static Optional<List<KmsResource.Owned>> classes(String pattern, boolean hasVariables) {
    ResourceClasses.Text text =
        new ResourceClasses.Text(pattern, hasVariables, PolicyType.IDENTITY);
    return ResourceClasses.of(CATALOGUE, Set.of(text), Set.of(), Set.of());
  }

  @ParameterizedTest(name = "{0}, with variables: {1}")
  @CsvSource({
    "arn:aws:kms:${aws:RequestedRegion}:111122223333:key/1*, true, true",
    "arn:aws:kms:${aws:RequestedRegion}:111122223333:key/1?*, true, false",
    "arn:aws:kms:${aws:RequestedRegion}:111122223333:key/1?*, false, true",
    "arn:aws:kms:*:111122223333:alias/1?${aws:username}, true, true",
    "arn:aws:kms:*:111122223333:alias/${aws:PrincipalType}, true, false",
    "arn:aws:kms:*:111122223333:alias/${aws:PrincipalType}, false, true",
    "arn:aws:kms:*:111122223333:alias/${aws:PrincipalAccount}, true, true",
    "arn:aws:kms:*:111122223333:alias/${aws:TagKeys}, true, true"
  })
  @DisplayName("2.10: where a variable may move the parts of a pattern, or is the kind of caller")
  void of_variables_haveClassesOrNot(String pattern, boolean hasVariables, boolean hasClasses) {
    assertThat(classes(pattern, hasVariables).isPresent()).isEqualTo(hasClasses);
  }

  @Test
  @DisplayName("5.11: aliases that AWS reserves are a class of their own")
  void of_allAliases_dividesReservedOnes() {
    assertThat(classes("arn:aws:kms:*:*:alias/*", true).orElseThrow())
        .filteredOn(KmsResource.Alias.class::isInstance)
        .extracting(one -> ((KmsResource.Alias) one).isReserved())
        .containsExactlyInAnyOrder(true, false);
  }

  private static List<KmsResource.Owned> examples(
      List<String> patterns, Set<String> accounts, Set<KmsResource> avoided) {
    Set<ResourceClasses.Text> texts = new LinkedHashSet<>();
    for (String pattern : patterns) {
      texts.add(new ResourceClasses.Text(pattern, true, PolicyType.IDENTITY));
    }
    return ResourceClasses.of(CATALOGUE, texts, accounts, avoided).orElseThrow();
  }

  @Test
  @DisplayName("A key whose ARN a policy names is an example whatever its id")
  void of_namedKey_isAnExample() {
    assertThat(
            examples(
                List.of(
                    "arn:aws:kms:us-west-2:111122223333:key/toy",
                    "arn:aws:kms:us-west-2:111122223333:key/",
                    "arn:aws:kms:us-west-2:111122223333:toy/key"),
                Set.of(),
                Set.of()))
        .filteredOn(KmsResource.Key.class::isInstance)
        .extracting(one -> ((KmsResource.Key) one).keyId())
        .filteredOn(id -> id.length() < UUID.length())
        .containsOnly("toy");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "arn:aws-cn:kms:*:*:key/* | aws-cn=cn-north-1",
        "arn:aws-cn:kms:*:*:key/* arn:aws:kms:*:*:key/* | aws-cn=cn-north-1 aws=us-east-1",
        "arn:*:kms:*:*:key/* | aws=us-east-1",
        "arn:elsewhere:kms:*:*:key/* | aws=us-east-1"
      })
  @DisplayName("The partitions that patterns name, each with a Region of its own")
  void of_partitions_areThoseThatPatternsName(String patterns, String expected) {
    Set<String> found = new LinkedHashSet<>();
    for (KmsResource.Owned example : examples(List.of(patterns.split(" ")), Set.of(), Set.of())) {
      found.add(example.partition() + "=" + example.region());
    }

    assertThat(found).containsExactlyInAnyOrder(expected.split(" "));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "arn:aws:kms:*:*:key/*, true",
    "arn:aws:kms:us-west-2:111122223333:key/*, true",
    "arn:aws:kms:us-west-2:111122223333:key/????????-*, true",
    "arn:aws:kms:*:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab, true",
    "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab, false"
  })
  @DisplayName("A key to be avoided is no example where its class has another one")
  void of_avoidedKey_isReplacedIfPossible(String pattern, boolean isReplaced) {
    ResourcePattern matched = ResourcePattern.of(pattern);
    List<KmsResource.Owned> usual = examples(List.of(pattern), Set.of(), Set.of());
    KmsResource.Owned avoided =
        usual.stream()
            .filter(KmsResource.Key.class::isInstance)
            .filter(one -> matches(matched, one))
            .findFirst()
            .orElseThrow();

    List<KmsResource.Owned> others = examples(List.of(pattern), Set.of(), Set.of(avoided));

    assertThat(others).hasSameSizeAs(usual);
    assertThat(others.contains(avoided)).isEqualTo(!isReplaced);
  }

  private static boolean matches(ResourcePattern pattern, KmsResource.Owned resource) {
    return new ResourceMatcher(new ConditionMatchers(CATALOGUE).variables(), resource)
        .match(
            new ResourceElement.Resource(List.of(pattern)),
            PolicyType.IDENTITY,
            true,
            RequestContext.empty())
        .isMatch();
  }

  @Test
  @DisplayName("A given account is a class of its own, and so is every other account")
  void of_accounts_areClasses() {
    Set<String> found = new HashSet<>();
    for (KmsResource.Owned example :
        examples(List.of("arn:aws:kms:*:*:key/*"), Set.of("777788889999"), Set.of())) {
      found.add(example.accountId());
    }

    assertThat(found).hasSize(2).contains("777788889999");
  }

  private static final List<String> PIECES = List.of("", "a", "b", "-", "/", "x", "7");

  @ParameterizedTest
  @CsvSource({
    "arn:aws:kms:${aws:RequestedRegion}:111122223333:alias/*a*b*",
    "arn:aws:kms:${aws:RequestedRegion}:111122223333:alias/a*-*b",
    "arn:aws:kms:us-west-2:${aws:username}a*b-",
    "arn:aws:kms:*:*${aws:username}b/*a",
    "arn:aws:kms:${aws:RequestedRegion}:1111*3333:alias/a${aws:username}b",
    "arn:aws:kms:${aws:RequestedRegion}*",
    "arn:aws:kms:${aws:RequestedRegion}7*/x",
    "arn:aws:kms:${aws:RequestedRegion}7*b*x-"
  })
  @DisplayName("2.10: with a variable that may hold colons, every short name has an example")
  void of_variableBeforeTheName_coverEveryShortName(String pattern) {
    Set<ResourceClasses.Text> texts =
        Set.of(new ResourceClasses.Text(pattern, true, PolicyType.IDENTITY));
    Set<Object> known = new HashSet<>();
    for (KmsResource.Owned example :
        ResourceClasses.of(CATALOGUE, texts, Set.of(), Set.of()).orElseThrow()) {
      known.add(signature(example, texts));
    }
    for (String first : PIECES) {
      for (String second : PIECES) {
        for (String third : PIECES) {
          String name = "n" + first + second + third;
          for (String account : List.of("111122223333", "111155553333", "777755553333")) {
            KmsResource.Owned alias =
                new KmsResource.Alias("aws", "us-west-2", account, name.substring(1) + "a");
            assertThat(known).as(alias.arn()).contains(signature(alias, texts));
            alias = new KmsResource.Alias("aws", "us-west-2", account, name);
            assertThat(known).as(alias.arn()).contains(signature(alias, texts));
          }
        }
      }
    }
  }

  @Test
  @DisplayName("Eighty key ARNs have a class each, and there is one for all other keys")
  void of_manyArns_isLinear() {
    Set<ResourceClasses.Text> texts = new LinkedHashSet<>();
    Random random = new Random(7);
    for (int i = 0; i < 80; i++) {
      String id = hexadecimal(random, 8) + UUID.substring(8);
      texts.add(
          new ResourceClasses.Text(
              "arn:aws:kms:us-west-2:111122223333:key/" + id, true, PolicyType.IDENTITY));
    }

    Optional<List<KmsResource.Owned>> examples =
        ResourceClasses.of(CATALOGUE, texts, Set.of(), Set.of());

    assertThat(examples.orElseThrow().stream().filter(KmsResource.Key.class::isInstance))
        .hasSizeBetween(81, 90);
  }
}
