package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kmspolicy.engine.budget.CompileLimits;
import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.row.OpenDecisions;
import io.kmspolicy.engine.row.RowInterner;
import io.kmspolicy.engine.store.Stores;
import io.kmspolicy.engine.store.Workers;
import io.kmspolicy.engine.table.ActionIndex;
import io.kmspolicy.engine.table.PolicyCompiler;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.KeyPolicies;
import io.kmspolicy.model.policy.PrincipalPolicies;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a publication compiles and keeps, counted. */
class PublishTest {

  private static final int KEYS = 40;
  private static final int CALLERS = 5;

  private final PolicyCompiler compiler =
      new PolicyCompiler(
          KmsCatalogue.bundled(),
          new ActionIndex(KmsCatalogue.bundled()),
          new CompileLimits(10, 1_000),
          new StepBudget(StepBudget.OF_A_CHECK));
  private final RowInterner interner = OpenDecisions.interner(compiler);

  private static String arn(int key) {
    return "arn:aws:kms:us-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-%012d".formatted(key);
  }

  private static Caller caller(int number) {
    return Caller.parse("arn:aws:iam::111122223333:user/user-" + number);
  }

  /** A key policy with an action of its own, read anew at each call. */
  private static KeyPolicies keyPolicies(int key, String action) {
    return Policies.key(
        "{'Sid':'S%d','Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'%s','Resource':'*'}"
            .formatted(key, action));
  }

  private static PrincipalPolicies identity(int caller) {
    return Policies.identity(
        "{'Sid':'C%d','Effect':'Allow','Action':'kms:*','Resource':'*'}".formatted(caller));
  }

  /** A snapshot of policies that are read anew at each call. */
  private static PolicySnapshot snapshot(IntFunction<String> actionOfKey) {
    PolicySnapshot.Builder builder = PolicySnapshot.builder();
    for (int i = 0; i < CALLERS; i++) {
      builder.principal(caller(i), identity(i));
    }
    for (int i = 0; i < KEYS; i++) {
      builder.key(KmsResource.parse(arn(i)), keyPolicies(i, actionOfKey.apply(i)));
    }
    return builder.build();
  }

  private DecisionPoint point(PolicySnapshot first) {
    return new DecisionPoint(
        Stores.of(compiler, interner, 2 << 20, 1 << 10),
        new ActionResolver(compiler.catalogue(), compiler.index()),
        RequestEvaluator.tables(compiler, interner)::decide,
        null,
        first,
        null);
  }

  private static List<PrincipalHandle> handles(DecisionPoint point) {
    return IntStream.range(0, CALLERS)
        .mapToObj(number -> new PrincipalHandle(point, caller(number)))
        .toList();
  }

  private static long compilations(DecisionPoint point) {
    return point.store().compiled().compilations();
  }

  private static void decideAll(List<PrincipalHandle> handles, Decision expected) {
    for (PrincipalHandle handle : handles) {
      for (int i = 0; i < KEYS; i++) {
        assertThat(handle.decide("kms:Decrypt", arn(i), RequestContext.empty()))
            .isEqualTo(expected);
      }
    }
  }

  @Test
  @DisplayName(
      "Policies that are read again with equal content keep every row and are not compiled")
  void publish_equalContent_keepsEveryRow() {
    DecisionPoint point = point(snapshot(key -> "kms:Decrypt"));
    List<PrincipalHandle> handles = handles(point);
    decideAll(handles, Decision.ALLOWED);
    long made = point.store().made();
    long found = point.store().found();
    long compilations = compilations(point);
    assertThat(compilations).isEqualTo(KEYS + CALLERS);

    for (int i = 0; i < 3; i++) {
      point.publish(snapshot(key -> "kms:Decrypt"));
    }
    decideAll(handles, Decision.ALLOWED);

    assertThat(compilations(point)).isEqualTo(compilations);
    assertThat(point.store().made()).isEqualTo(made);
    assertThat(point.store().found()).as("the handles have all rows").isEqualTo(found);
  }

  @Test
  @DisplayName("New policies are compiled by the publication; decisions afterwards compile nothing")
  void publish_newContent_isCompiledBeforeTheSwap() {
    DecisionPoint point = point(snapshot(key -> "kms:Encrypt"));
    List<PrincipalHandle> handles = handles(point);
    decideAll(handles, Decision.IMPLICIT_DENY);

    point.publish(snapshot(key -> "kms:Decrypt"));
    long compilations = compilations(point);
    decideAll(handles, Decision.ALLOWED);

    assertThat(compilations).as("each key policy").isEqualTo(2 * KEYS + CALLERS);
    assertThat(compilations(point)).isEqualTo(compilations);
  }

  @Test
  @DisplayName("What was never asked for is compiled by a publication, too")
  void publish_policiesNeverUsed_areCompiled() {
    DecisionPoint point = point(PolicySnapshot.builder().build());
    point.publish(snapshot(key -> "kms:Decrypt"));
    long compilations = compilations(point);
    decideAll(handles(point), Decision.ALLOWED);

    assertThat(compilations(point)).isEqualTo(compilations);
  }

  @Test
  @DisplayName("A new policy of one key compiles this key and removes its rows only")
  void publish_oneKey_compilesOne() {
    DecisionPoint point = point(snapshot(key -> "kms:Decrypt"));
    List<PrincipalHandle> handles = handles(point);
    decideAll(handles, Decision.ALLOWED);
    long made = point.store().made();
    long compilations = compilations(point);

    point.publish(snapshot(key -> key == 7 ? "kms:*" : "kms:Decrypt"));
    decideAll(handles, Decision.ALLOWED);

    assertThat(compilations(point)).isEqualTo(compilations + 1);
    assertThat(point.store().made()).isEqualTo(made + CALLERS);
  }

  @Test
  @DisplayName("A snapshot is published also if it has policies that are too large to compile")
  void publish_tooLargePolicy_isDecidedByTheReference() {
    String statement =
        "{'Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:*','Resource':'*'}";
    KeyPolicies large = Policies.key(Collections.nCopies(11, statement).toArray(new String[0]));
    DecisionPoint point = point(snapshot(key -> "kms:Encrypt"));
    PolicySnapshot next =
        snapshot(key -> "kms:Encrypt").toBuilder().key(KmsResource.parse(arn(3)), large).build();
    point.publish(next);

    assertThat(handles(point).get(0).decide("kms:Decrypt", arn(3), RequestContext.empty()))
        .isEqualTo(Decision.ALLOWED);
  }

  @Test
  @DisplayName("Workers work on each item once, on several threads, and report a failure")
  void forEach_manyItems_worksOnEachOnce() {
    List<Integer> items = IntStream.range(0, 5_000).boxed().toList();
    List<Integer> done = Collections.synchronizedList(new ArrayList<>());
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    new Workers(3)
        .forEach(
            items,
            item -> {
              threads.add(Thread.currentThread());
              done.add(item);
            });

    assertThat(done).hasSameSizeAs(items);
    assertThat(new HashSet<>(done)).isEqualTo(new HashSet<>(items));
    assertThat(threads).hasSizeBetween(1, 3);
    assertThatThrownBy(
            () ->
                new Workers(3)
                    .forEach(
                        items,
                        item -> {
                          throw new IllegalStateException("item");
                        }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(Workers.spare().count()).isBetween(1, 4);
  }

  @Test
  @DisplayName(
      "publications of one changed key keep the rows of a caller whose tables are nearly full")
  void publish_tablesNearlyFull_keepsTheRows() {
    int rows = 950; // More than seven eighths of the least bound, which is 1,024 rows.
    Caller user = caller(0);
    PolicySnapshot.Builder all = PolicySnapshot.builder().principal(user, identity(0));
    for (int i = 0; i < rows; i++) {
      all.key(KmsResource.parse(arn(i)), keyPolicies(0, "kms:*"));
    }
    PolicySnapshot now = all.build();
    try (Authorizer authorizer =
        Authorizer.builder().policies(now).maximumRowBytes(2 * 1_024 * 208).build()) {
      PrincipalHandle handle = authorizer.principal(user);
      for (int i = 0; i < rows; i++) {
        handle.decide("kms:Decrypt", arn(i), RequestContext.empty());
      }
      assertThat(authorizer.rowsInHandles()).isEqualTo(rows);
      for (int i = 0; i < 30; i++) {
        KmsResource changed = KmsResource.parse(arn(i));
        now = now.toBuilder().key(changed, keyPolicies(1, "kms:Decrypt")).build();
        authorizer.publish(now);
        assertThat(authorizer.rowsInHandles()).as("after publication %d", i).isEqualTo(rows);
        assertThat(handle.decide("kms:Decrypt", arn(i), RequestContext.empty()))
            .isEqualTo(Decision.ALLOWED);
      }
    }
  }
}
