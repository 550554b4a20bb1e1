package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.row.DecisionRow.Masks;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The most recent rows of a caller. A lookup finds the row of its ARN or none. */
class RowTableTest {

  private static final String ACCOUNT = "arn:aws:kms:us-west-2:111122223333:";

  private static List<String> keys(int count) {
    Random random = new Random(20261124);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(ACCOUNT + "key/" + new UUID(random.nextLong(), random.nextLong()));
    }
    return keys;
  }

  private static DecisionRow row() {
    return new DecisionRow(new Masks(0));
  }

  private static RowTable<DecisionRow> holding(List<String> arns) {
    RowTable<DecisionRow> table = new RowTable<>(1 << 12);
    arns.forEach(arn -> table.put(arn, row()));
    return table;
  }

  private static long held(RowTable<DecisionRow> table, List<String> arns) {
    return arns.stream().filter(arn -> table.find(arn) != null).count();
  }

  @Test
  @DisplayName("Below the maximum size every row is found, and none under another ARN")
  void find_enoughRoom_findsEveryRow() {
    RowTable<DecisionRow> table = new RowTable<>(1 << 12);
    List<String> keys = keys(2_000);
    Map<String, DecisionRow> rows = new HashMap<>();
    for (String arn : keys.subList(0, 1_000)) {
      rows.put(arn, row());
      table.put(arn, rows.get(arn));
    }
    for (String arn : keys) {
      assertThat(table.find(new String(arn.toCharArray()))).isSameAs(rows.get(arn));
    }
  }

  @Test
  @DisplayName("A newer row of an ARN replaces the older one")
  void put_sameArn_replaces() {
    RowTable<DecisionRow> table = new RowTable<>(64);
    String arn = keys(1).get(0);
    table.put(arn, row());
    DecisionRow newer = row();
    table.put(arn, newer);

    assertThat(table.find(arn)).isSameAs(newer);
  }

  @Test
  @DisplayName("A full table starts empty with the latest row, and no wrong row is found")
  void put_beyondTheRoom_keepsTheLatest() {
    RowTable<DecisionRow> table = new RowTable<>(64);
    Map<String, DecisionRow> latest = new HashMap<>();
    for (String arn : keys(3_000)) {
      latest.put(arn, row());
      table.put(arn, latest.get(arn));
      assertThat(table.find(arn)).isSameAs(latest.get(arn));
    }
    latest.forEach((arn, row) -> assertThat(table.find(arn)).isIn(row, null));
    assertThat(held(table, List.copyOf(latest.keySet()))).isBetween(1L, 64L);
  }

  @Test
  @DisplayName(
      "Of colliding rows, as many are kept as the window has slots, and none is confused with another")
  void put_clashingRows_keepsSome() {
    RowTable<DecisionRow> table = new RowTable<>(1 << 12);
    String id = ":111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    Map<String, DecisionRow> rows = new HashMap<>();
    for (int i = 10; i < 50; i++) {
      String arn = "arn:aws:kms:region-" + i + id;
      rows.put(arn, row());
      table.put(arn, rows.get(arn));
    }

    rows.forEach((arn, row) -> assertThat(table.find(arn)).isIn(row, null));
    assertThat(held(table, List.copyOf(rows.keySet()))).isEqualTo(16);
  }

  @Test
  @DisplayName(
      "The copy for the next snapshot has the rows of unchanged policies, and no rows added later")
  void without_changedKeys_keepsTheOthers() {
    List<String> keys = keys(300);
    RowTable<DecisionRow> table = holding(keys.subList(0, 200));
    Set<String> changed = Set.of(keys.get(7), keys.get(199), keys.get(250));
    RowTable<DecisionRow> next = table.without(changed);
    table.put(keys.get(260), row());

    for (String arn : keys) {
      boolean kept = keys.indexOf(arn) < 200 && !changed.contains(arn);
      assertThat(next.find(arn)).isSameAs(kept ? table.find(arn) : null);
    }
    assertThat(held(next.without(Set.of(keys.get(250))), keys)).isEqualTo(198);
  }

  @Test
  @DisplayName("The hashes of random key ARNs and of aliases are spread over the slots")
  void tag_differentTexts_differs() {
    Set<Integer> tags = new HashSet<>();
    Set<Integer> places = new HashSet<>();
    for (String arn : keys(2_000)) {
      tags.add(RowTable.tag(arn));
      places.add(RowTable.tag(arn) >>> 4 & 0xffff);
    }
    Set<Integer> others = new HashSet<>();
    for (int i = 0; i < 2_000; i++) {
      others.add(RowTable.tag(ACCOUNT + "alias/" + i) >>> 4 & 0xffff);
    }

    assertThat(tags).hasSizeGreaterThan(1_990);
    assertThat(places).hasSizeGreaterThan(1_900);
    assertThat(others).hasSizeGreaterThan(1_900);
  }
}
