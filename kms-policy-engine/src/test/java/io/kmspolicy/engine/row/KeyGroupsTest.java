package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.Policies;
import io.kmspolicy.engine.row.KeyGroups.GroupedKey;
import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A decision uses the policies of one snapshot, never of two: also in what it finds of a key. */
class KeyGroupsTest {

  private static final CompiledKey BEFORE = Residuals.compiled(Policies.key(Policies.DELEGATING));
  private static final CompiledKey AFTER =
      Residuals.compiled(
          Policies.key(
              Policies.DELEGATING,
              "{'Effect':'Deny','Principal':'*','Action':'kms:Encrypt','Resource':'*'}"));

  /** More changes than are removed from a table that snapshots share. */
  private static final int MANY = 1_500;

  private final KeyGroups first = KeyGroups.empty();

  private static KmsResource.Key key(int number) {
    return new KmsResource.Key(
        "aws", "us-west-2", "111122223333", "1234abcd-12ab-34cd-56ef-%012x".formatted(number));
  }

  private static Set<String> arns(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> key(i).arn()).collect(Collectors.toSet());
  }

  private static GroupedKey add(KeyGroups groups, int number, CompiledKey policies) {
    return groups.add(key(number).arn(), key(number), policies);
  }

  private static @Nullable GroupedKey find(KeyGroups groups, int number) {
    return groups.find(key(number).arn());
  }

  @Test
  @DisplayName("A changed key is in no group, in the new snapshot and in the one before")
  void next_changedKey_isRemovedAndOthersRemain() {
    GroupedKey changed = add(first, 1, BEFORE);
    GroupedKey same = add(first, 2, BEFORE);
    assertThat(changed.group()).isEqualTo(same.group());
    KeyGroups second = first.next(arns(1, 2));
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
    KeyGroups second = first.next(arns(1, 2));
    GroupedKey changed = add(second, 1, AFTER);
    KeyGroups third = second.next(arns(3, 4));
    assertThat(first.size()).as("in the one table").isEqualTo(third.size()).isPositive();
    assertThat(find(first, 1)).isNull();
    assertThat(find(second, 1)).isSameAs(changed);
    assertThat(find(third, 1)).isSameAs(changed);
  }

  @Test
  @DisplayName("A decision on an earlier snapshot adds nothing that later ones would find")
  void add_byEarlierSnapshot_isOnlyAnswered() {
    KeyGroups second = first.next(arns(1, 2));
    GroupedKey old = add(first, 1, BEFORE);
    assertThat(old.group()).isNotEqualTo(GroupedKey.NONE);
    assertThat(find(second, 1)).isNull();
    GroupedKey changed = add(second, 1, AFTER);
    assertThat(changed.group()).isNotEqualTo(old.group());
    assertThat(add(first, 1, BEFORE)).isEqualTo(old);
    assertThat(find(second, 1)).isSameAs(changed);
  }

  @Test
  @DisplayName("After many changes, the earlier snapshot keeps its keys and the new one has others")
  void next_manyChangedKeys_makesAnotherTable() {
    for (int i = 0; i < MANY + 1; i++) {
      add(first, i, BEFORE);
    }
    KeyGroups second = first.next(arns(0, MANY));
    assertThat(find(first, 0)).isNotNull();
    assertThat(find(second, 0)).isNull();
    assertThat(find(second, MANY)).isSameAs(find(first, MANY));
    GroupedKey changed = add(second, 0, AFTER);
    assertThat(find(second, 0)).isSameAs(changed);
    assertThat(find(first, 0)).isNotEqualTo(changed);
    KeyGroups third = second.next(arns(0, 1));
    assertThat(find(third, 0)).isNull();
    assertThat(find(third, MANY)).isNotNull();
  }

  private static GroupedKey addOfRegion(KeyGroups groups, int region) {
    KmsResource.Key key = new KmsResource.Key("aws", "r-" + region, "111122223333", "1234abcd");
    return groups.add(key.arn(), key, BEFORE);
  }

  @Test
  @DisplayName("With as many shapes as there may be groups, others have none until the next start")
  void add_moreShapesThanGroups_hasNoGroup() {
    int last = KeyGroups.MAX_GROUPS - 1;
    for (int region = 0; region < last; region++) {
      assertThat(addOfRegion(first, region).group()).isEqualTo(region);
    }
    KeyGroups second = first.next(Set.of());
    assertThat(second.hasNumbersOf(first)).isTrue();
    assertThat(addOfRegion(second, last).group()).isEqualTo(last);
    assertThat(addOfRegion(second, last + 1).group()).isEqualTo(GroupedKey.NONE);
    KeyGroups third = second.next(Set.of());
    assertThat(third.hasNumbersOf(second)).isFalse();
    assertThat(addOfRegion(third, last + 1).group()).isZero();
  }

  @Test
  @DisplayName("Cleared keys are gone, and come again with the same group")
  void clear_keys_keepsTheGroups() {
    addOfRegion(first, 0);
    GroupedKey key = add(first, 1, BEFORE);
    first.clear();
    assertThat(first.size()).isZero();
    assertThat(find(first, 1)).isNull();
    assertThat(add(first, 1, BEFORE)).isEqualTo(key);
  }
}
