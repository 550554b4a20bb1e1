package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.DecisionRow.Masks;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows that a caller has at hand. A row is found for its own ARN, or not at all. */
class RowTableTest {

  private static final String ACCOUNT = "arn:aws:kms:us-west-2:111122223333:";
  private static final DecisionRow NOTHING = new DecisionRow(new Masks(0));

  private static List<String> keys(int count) {
    Random random = new Random(20261124);
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      keys.add(ACCOUNT + "key/" + new UUID(random.nextLong(), random.nextLong()));
    }
    return keys;
  }

  private static KeptRow row(String arn) {
    CompiledLayer none = new CompiledLayer.None();
    return new KeptRow(arn, NOTHING, new CompiledKey(Policies.key(), none, none), 1);
  }

  @Test
  @DisplayName("While there is room every row is found, and nothing under another ARN")
  void find_enoughRoom_findsEveryRow() {
    RowTable table = new RowTable(1 << 12);
    List<String> keys = keys(2_000);
    List<KeptRow> rows = keys.subList(0, 1_000).stream().map(RowTableTest::row).toList();
    rows.forEach(table::put);
    for (int i = 0; i < 1_000; i++) {
      assertThat(table.find(new String(keys.get(i).toCharArray()))).isSameAs(rows.get(i));
      assertThat(table.find(keys.get(1_000 + i))).isNull();
    }
  }

  @Test
  @DisplayName("A newer row of an ARN takes the place of the older one")
  void put_sameArn_replaces() {
    RowTable table = new RowTable(64);
    String arn = keys(1).get(0);
    table.put(row(arn));
    KeptRow newer = row(arn);
    table.put(newer);

    assertThat(table.find(arn)).isSameAs(newer);
  }

  @Test
  @DisplayName("Where places run short the latest row is kept, and no wrong one is found")
  void put_beyondTheRoom_keepsTheLatest() {
    RowTable table = new RowTable(64);
    List<String> keys = keys(3_000);
    int found = 0;
    for (String arn : keys) {
      KeptRow latest = row(arn);
      table.put(latest);
      assertThat(table.find(arn)).isSameAs(latest);
    }
    for (String arn : keys) {
      KeptRow kept = table.find(arn);
      found += kept == null ? 0 : 1;
      assertThat(kept == null || kept.arn().equals(arn)).isTrue();
    }
    assertThat(found).isBetween(50, 64);
  }

  @Test
  @DisplayName("Rows that clash displace each other in turn, not always the same one")
  void put_clashingRows_displaceInTurn() {
    RowTable table = new RowTable(64);
    String id = "key/1234abcd-12ab-34cd-56ef-1234567890ab";
    List<String> arns = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      arns.add("arn:aws:kms:region-" + i + ":111122223333:" + id);
    }
    arns.forEach(arn -> table.put(row(arn)));
    long held = arns.stream().filter(arn -> table.find(arn) != null).count();
    boolean latest = arns.subList(24, 40).stream().allMatch(arn -> table.find(arn) != null);

    assertThat(held).isEqualTo(16);
    assertThat(latest).isTrue();
  }

  @Test
  @DisplayName("The few characters that are looked at tell random keys apart, aliases by all")
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
