package io.kmspolicy.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

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

  private static Object row() {
    return new Object();
  }

  private static RowTable<Object> holding(List<String> arns) {
    RowTable<Object> table = new RowTable<>(1 << 12);
    arns.forEach(arn -> table.put(arn, row()));
    return table;
  }

  private static long held(RowTable<Object> table, List<String> arns) {
    return arns.stream().filter(arn -> table.find(arn) != null).count();
  }

  @Test
  @DisplayName("Below the maximum size every row is found, and none under another ARN")
  void find_enoughRoom_findsEveryRow() {
    RowTable<Object> table = new RowTable<>(1 << 12);
    List<String> keys = keys(2_000);
    Map<String, Object> rows = new HashMap<>();
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
    RowTable<Object> table = new RowTable<>(64);
    String arn = keys(1).get(0);
    table.put(arn, row());
    Object newer = row();
    table.put(arn, newer);

    assertThat(table.find(arn)).isSameAs(newer);
  }

  @Test
  @DisplayName("An ARN takes one place, also if its hash is that of many others")
  void put_anyArn_takesOnePlace() {
    RowTable<Object> table = new RowTable<>(1 << 12);
    int places = 0;
    for (String arn : clashing(40)) {
      places++;
      table.put(arn, row());
      assertThat(table.size()).isEqualTo(places);
      table.put(arn, row());
      assertThat(table.size()).isEqualTo(places);
    }
    table.remove(clashing(1).get(0));
    table.put(clashing(1).get(0), row());
    assertThat(table.size()).as("it kept its place").isEqualTo(places);
  }

  @Test
  @DisplayName("A table says by how much it grew, and is as large as it grew")
  void put_manyArns_growsByWhatItSays() {
    RowTable<Object> table = new RowTable<>(1 << 12);
    assertThat(table.bytes()).isZero();
    long grown = 0;
    for (String arn : clashing(100)) {
      grown += table.put(arn, row());
      assertThat(table.bytes()).isEqualTo(grown).isPositive();
    }
    for (String arn : keys(1_000)) {
      grown += table.put(arn, row());
      assertThat(table.bytes()).isEqualTo(grown);
    }
    assertThat(table.bytes()).isBetween(32L * 1_100, 64L * 1_200);
    table.clear();
    assertThat(table.bytes()).isZero();
  }

  @Test
  @DisplayName("A table whose rows are removed again and again does not grow")
  void put_removedRows_leaveTheirPlacesToOthers() {
    RowTable<Object> table = new RowTable<>(1 << 12);
    List<String> keys = keys(3_000);
    long most = 0;
    for (int key = 0; key < keys.size(); key++) {
      table.put(keys.get(key), row());
      most = Math.max(most, table.bytes());
      if (key >= 20) {
        table.remove(keys.get(key - 20));
        assertThat(table.find(keys.get(key - 20))).isNull();
      }
      for (int kept = Math.max(0, key - 19); kept <= key; kept++) {
        assertThat(table.find(keys.get(kept))).isNotNull();
      }
    }
    assertThat(most).isLessThan(5_000);
  }

  @Test
  @DisplayName("Keys of two accounts with one id have one hash, and are told apart")
  void find_sameIdInAnotherAccount_isNotThere() {
    String arn = keys(1).get(0);
    String other = arn.replace("111122223333", "111122224444");
    RowTable<Object> table = holding(List.of(arn));

    assertThat(RowTable.tag(other)).isEqualTo(RowTable.tag(arn));
    assertThat(table.find(other)).isNull();
  }

  @Test
  @DisplayName("A full table starts empty with the latest row, and no wrong row is found")
  void put_beyondTheRoom_keepsTheLatest() {
    RowTable<Object> table = new RowTable<>(64);
    Map<String, Object> latest = new HashMap<>();
    for (String arn : keys(3_000)) {
      latest.put(arn, row());
      table.put(arn, latest.get(arn));
      assertThat(table.find(arn)).isSameAs(latest.get(arn));
    }
    latest.forEach((arn, row) -> assertThat(table.find(arn)).isIn(row, null));
    assertThat(held(table, List.copyOf(latest.keySet()))).isBetween(1L, 64L);
  }

  private static List<String> clashing(int count) {
    String id = ":111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    List<String> arns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arns.add("arn:aws:kms:region-" + (10_000 + i) + id);
    }
    return arns;
  }

  @Test
  @DisplayName("All rows with equal hashes are found, and none is confused with another")
  void put_clashingRows_keepsAll() {
    RowTable<Object> table = new RowTable<>(1 << 12);
    Map<String, Object> rows = new HashMap<>();
    for (String arn : clashing(1_000)) {
      rows.put(arn, row());
      table.put(arn, rows.get(arn));
    }
    rows.forEach((arn, row) -> assertThat(table.find(arn)).isSameAs(row));
    String replaced = clashing(1_000).get(700);
    Object newer = row();
    table.put(replaced, newer);

    assertThat(table.find(replaced)).isSameAs(newer);
    assertThat(table.find(clashing(1_001).get(1_000))).isNull();
  }

  @Test
  @DisplayName("Rows with equal hashes are copied, left out and forgotten as the others are")
  void without_clashingRows_keepsTheOthers() {
    List<String> arns = clashing(40);
    RowTable<Object> table = holding(arns);
    Set<String> changed = Set.of(arns.get(3), arns.get(39));

    assertThat(held(table.without(changed), arns)).isEqualTo(38);
    assertThat(held(table.without(Set.of("other")), arns)).isEqualTo(40);
    assertThat(held(table.emptied(), arns)).isZero();
  }

  @Test
  @DisplayName("A table full of rows with equal hashes starts empty with the latest row")
  void put_clashingRowsBeyondTheRoom_keepsTheLatest() {
    RowTable<Object> table = new RowTable<>(64);
    List<String> arns = clashing(1_000);
    for (String arn : arns) {
      table.put(arn, row());
      assertThat(table.find(arn)).isNotNull();
    }
    assertThat(held(table, arns)).isBetween(1L, 64L);
  }

  @Test
  @DisplayName(
      "The copy for the next snapshot has the rows of unchanged policies, and no rows added later")
  void without_changedKeys_keepsTheOthers() {
    List<String> keys = keys(300);
    RowTable<Object> table = holding(keys.subList(0, 200));
    Set<String> changed = Set.of(keys.get(7), keys.get(199), keys.get(250));
    RowTable<Object> next = table.without(changed);
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
