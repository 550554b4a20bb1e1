package io.kmspolicy.engine.match;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Seeds;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Long lists of principals are searched; the naive twin compares the caller with every name. */
@Label("1.7: the names of a long list that may be a caller's")
@AddLifecycleHook(Seeds.class)
class PrincipalIndexPropertyTest {

  private static final String IAM = "arn:aws:iam::111122223333:";
  private static final String STS = "arn:aws:sts::111122223333:";

  private static PrincipalName aws(String text) {
    return PrincipalName.parse("AWS", text);
  }

  private static Arbitrary<PrincipalName> roles() {
    return Arbitraries.of("", "a/", "a/b/")
        .flatMap(
            path ->
                Arbitraries.of("R", "R1", "R10", "r", "Z", "A")
                    .flatMap(
                        name ->
                            Arbitraries.of(
                                    IAM,
                                    "arn:aws:iam::444455556666:",
                                    "arn:aws-cn:iam::111122223333:")
                                .map(account -> aws(account + "role/" + path + name))));
  }

  private static Arbitrary<PrincipalName> others() {
    return Arbitraries.of(
        aws("*"),
        aws("111122223333"),
        aws(IAM + "user/R"),
        aws(STS + "assumed-role/R/s"),
        aws("AROAEXAMPLEEXAMPLE001"),
        aws("AIDAEXAMPLEEXAMPLE001"),
        PrincipalName.parse("Service", "kms.amazonaws.com"));
  }

  @Provide
  Arbitrary<List<PrincipalName>> lists() {
    return Arbitraries.frequencyOf(Tuple.of(9, roles()), Tuple.of(1, others()))
        .list()
        .ofMinSize(1)
        .ofMaxSize(40);
  }

  @Provide
  Arbitrary<Caller> callers() {
    return Arbitraries.of(
            IAM + "role/R",
            IAM + "role/a/R1",
            IAM + "role/B",
            IAM + "role/zz",
            STS + "assumed-role/R/s",
            STS + "assumed-role/R10/s",
            STS + "federated-user/R",
            IAM + "user/R",
            IAM + "root",
            "kms.amazonaws.com")
        .map(Caller::parse);
  }

  @Property(tries = 4000)
  @Label("a search finds what a comparison with every name finds")
  void match_searchOrComparison_isTheSame(
      @ForAll("lists") List<PrincipalName> names,
      @ForAll("callers") Caller caller,
      @ForAll MatchResult identified) {
    PrincipalElement element = new PrincipalElement.Principal(names);
    PrincipalMatcher matcher = new PrincipalMatcher(caller);

    assertThat(
            matcher.match(
                element, PrincipalIndex.of(element), MatchResult.INDETERMINATE, identified))
        .isEqualTo(matcher.match(element, MatchResult.INDETERMINATE, identified));
  }

  @Example
  @Label("in a long list, a caller is compared with the roles of its name only")
  void mayName_longList_isWhatMayMatch() {
    List<PrincipalName> many =
        Stream.concat(
                Stream.of(aws("111122223333")),
                Stream.iterate(0, i -> i + 1).limit(500).map(i -> aws(IAM + "role/R" + i)))
            .toList();
    PrincipalIndex index = PrincipalIndex.of(new PrincipalElement.Principal(many));

    assertThat(index.mayName(Caller.parse(STS + "assumed-role/R250/s")))
        .containsExactlyInAnyOrder(aws("111122223333"), aws(IAM + "role/R250"));
    assertThat(index.mayName(Caller.parse(IAM + "user/R250"))).containsExactly(aws("111122223333"));
  }

  @Example
  @Label("lists with few roles, and exceptions, have no index")
  void of_fewRolesOrNotPrincipal_isNone() {
    List<PrincipalName> roles =
        Stream.iterate(0, i -> i + 1).limit(16).map(i -> aws(IAM + "role/R" + i)).toList();

    assertThat(PrincipalIndex.of(new PrincipalElement.Principal(roles)).roles()).hasSize(16);
    assertThat(PrincipalIndex.of(new PrincipalElement.Principal(roles.subList(0, 15))))
        .isSameAs(PrincipalIndex.NONE);
    assertThat(PrincipalIndex.of(new PrincipalElement.NotPrincipal(roles)))
        .isSameAs(PrincipalIndex.NONE);
    assertThat(PrincipalIndex.of(new PrincipalElement.Absent())).isSameAs(PrincipalIndex.NONE);
  }
}
