package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.row.Residuals;
import io.kmspolicy.engine.store.KeyShapes.ShapedKey;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A decision uses the policies of one snapshot, never of two: also in what it finds of a key. */
class KeyShapesTest {

  private static final CompiledKey BEFORE = Residuals.compiled(Policies.key(Policies.DELEGATING));
  private static final CompiledKey AFTER =
      Residuals.compiled(
          Policies.key(
              Policies.DELEGATING,
              "{'Effect':'Deny','Principal':'*','Action':'kms:Encrypt','Resource':'*'}"));

  /** More changes than are removed from a table that snapshots share. */
  private static final int MANY = 1_500;

  private final KeyShapes first = KeyShapes.first();

  private static KmsResource.Key key(int number) {
    return new KmsResource.Key(
        "aws", "us-west-2", "111122223333", "1234abcd-12ab-34cd-56ef-%012x".formatted(number));
  }

  private static Set<String> arns(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> key(i).arn()).collect(Collectors.toSet());
  }

  private static ShapedKey add(KeyShapes keys, int number, CompiledKey policies) {
    return keys.add(key(number).arn(), key(number), policies);
  }

  private static @Nullable ShapedKey find(KeyShapes keys, int number) {
    return keys.find(key(number).arn());
  }

  @Test
  @DisplayName("A changed key has no shape, in the new snapshot and in the one before")
  void next_changedKey_isRemovedAndOthersRemain() {
    ShapedKey changed = add(first, 1, BEFORE);
    ShapedKey same = add(first, 2, BEFORE);
    assertThat(changed.shape()).isEqualTo(same.shape());
    KeyShapes second = first.next(arns(1, 2));
    assertThat(find(first, 1)).isNull();
    assertThat(find(second, 1)).isNull();
    assertThat(find(first, 2)).isSameAs(same);
    assertThat(find(second, 2)).isSameAs(same);
    assertThat(second.hasNumbersOf(first)).isTrue();
  }

  @Test
  @DisplayName("A decision on an earlier snapshot does not find what a later one has added")
  void find_addedByLaterSnapshot_isNotThere() {
    add(first, 1, BEFORE);
    KeyShapes second = first.next(arns(1, 2));
    ShapedKey changed = add(second, 1, AFTER);
    KeyShapes third = second.next(arns(3, 4));
    assertThat(first.size()).as("in the one table").isEqualTo(third.size()).isPositive();
    assertThat(find(first, 1)).isNull();
    assertThat(find(second, 1)).isSameAs(changed);
    assertThat(find(third, 1)).isSameAs(changed);
  }

  @Test
  @DisplayName("A decision on an earlier snapshot adds nothing that later ones would find")
  void add_byEarlierSnapshot_isOnlyAnswered() {
    KeyShapes second = first.next(arns(1, 2));
    ShapedKey old = add(first, 1, BEFORE);
    assertThat(old.shape()).isNotEqualTo(ShapedKey.NONE);
    assertThat(find(second, 1)).isNull();
    ShapedKey changed = add(second, 1, AFTER);
    assertThat(changed.shape()).isNotEqualTo(old.shape());
    assertThat(add(first, 1, BEFORE)).isEqualTo(old);
    assertThat(find(second, 1)).isSameAs(changed);
  }

  @Test
  @DisplayName("After many changes, the earlier snapshot keeps its keys and the new one has others")
  void next_manyChangedKeys_makesAnotherTable() {
    for (int i = 0; i < MANY + 1; i++) {
      add(first, i, BEFORE);
    }
    KeyShapes second = first.next(arns(0, MANY));
    assertThat(find(first, 0)).isNotNull();
    assertThat(find(second, 0)).isNull();
    assertThat(find(second, MANY)).isSameAs(find(first, MANY));
    ShapedKey changed = add(second, 0, AFTER);
    assertThat(find(second, 0)).isSameAs(changed);
    assertThat(find(first, 0)).isNotEqualTo(changed);
    KeyShapes third = second.next(arns(0, 1));
    assertThat(find(third, 0)).isNull();
    assertThat(find(third, MANY)).isNotNull();
  }

  private static ShapedKey addOfRegion(KeyShapes keys, int region) {
    KmsResource.Key key = new KmsResource.Key("aws", "r-" + region, "111122223333", "1234abcd");
    return keys.add(key.arn(), key, BEFORE);
  }

  @Test
  @DisplayName("With as many shapes as there may be, other keys have none until the next start")
  void add_moreShapesThanThereMayBe_hasNone() {
    int last = KeyShapes.MAX_SHAPES - 1;
    for (int region = 0; region < last; region++) {
      assertThat(addOfRegion(first, region).shape()).isEqualTo(region);
    }
    KeyShapes second = first.next(Set.of());
    assertThat(second.hasNumbersOf(first)).isTrue();
    assertThat(addOfRegion(second, last).shape()).isEqualTo(last);
    assertThat(addOfRegion(second, last + 1).shape()).isEqualTo(ShapedKey.NONE);
    KeyShapes third = second.next(Set.of());
    assertThat(third.hasNumbersOf(second)).isFalse();
    assertThat(addOfRegion(third, last + 1).shape()).isZero();
  }

  @Test
  @DisplayName("Cleared keys are gone, and come again with the same shape")
  void clear_keys_keepsTheShapes() {
    addOfRegion(first, 0);
    ShapedKey key = add(first, 1, BEFORE);
    first.clear();
    assertThat(first.size()).isZero();
    assertThat(find(first, 1)).isNull();
    assertThat(add(first, 1, BEFORE)).isEqualTo(key);
  }
}
