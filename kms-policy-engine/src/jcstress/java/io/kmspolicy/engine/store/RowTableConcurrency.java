package io.kmspolicy.engine.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Readers of a row table, without locks, beside a writer. */
public final class RowTableConcurrency {

  private static final String KEY = "arn:aws:kms:us-west-2:111122223333:key/";
  private static final String FIRST = KEY + "00000000-0000-0000-0000-000000000001";
  private static final String SECOND = KEY + "00000000-0000-0000-0000-000000000002";

  private RowTableConcurrency() {}

  /** An immutable row, as all rows of the engine are. */
  private static final class Row {

    private final int number;

    Row(int number) {
      this.number = number;
    }
  }

  private static int found(RowTable<Row> table, String arn) {
    Row row = table.find(arn);
    return row == null ? 0 : row.number;
  }

  /** ARNs with one hash. */
  private static List<String> clashing(int count) {
    List<String> arns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arns.add("arn:aws:kms:region-" + (100 + i) + ":111122223333:key/" + FIRST.substring(39));
    }
    return arns;
  }

  /** A row that is added is found whole or not at all. */
  @JCStressTest
  @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "The row is not there yet.")
  @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "The row is there.")
  @State
  public static class Add {

    private final RowTable<Row> table = new RowTable<>(64);

    /** Adds the row. */
    @Actor
    public void add() {
      table.put(FIRST, new Row(1));
    }

    /** Looks the row up. */
    @Actor
    public void find(I_Result result) {
      result.r1 = found(table, FIRST);
    }
  }

  /** Two ARNs are never confused, also if they have one hash. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "1, 0", "0, 2", "1, 2"},
      expect = Expect.ACCEPTABLE,
      desc = "Each row is there or not.")
  @State
  public static class AddTwo {

    private final List<String> arns = clashing(2);
    private final RowTable<Row> table = new RowTable<>(64);

    /** Adds both rows. */
    @Actor
    public void add() {
      table.put(arns.get(0), new Row(1));
      table.put(arns.get(1), new Row(2));
    }

    /** Looks both rows up. */
    @Actor
    public void find(II_Result result) {
      result.r1 = found(table, arns.get(0));
      result.r2 = found(table, arns.get(1));
    }
  }

  /** A row that is replaced is found in its old or in its new form. */
  @JCStressTest
  @Outcome(
      id = {"1", "2"},
      expect = Expect.ACCEPTABLE,
      desc = "The old row or the new one.")
  @State
  public static class Replace {

    private final RowTable<Row> table = new RowTable<>(64);

    /** Begins with one row. */
    public Replace() {
      table.put(FIRST, new Row(1));
    }

    /** Replaces the row. */
    @Actor
    public void replace() {
      table.put(FIRST, new Row(2));
    }

    /** Looks the row up. */
    @Actor
    public void find(I_Result result) {
      result.r1 = found(table, FIRST);
    }
  }

  /** A row remains while the table grows. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "1, 2"},
      expect = Expect.ACCEPTABLE,
      desc = "The first row is there; the last one may be.")
  @State
  public static class Grow {

    private static final int ROWS = 16;

    private final RowTable<Row> table = new RowTable<>(64);

    /** Begins with a table that grows at the next row. */
    public Grow() {
      table.put(FIRST, new Row(1));
      for (int i = 1; i < ROWS; i++) {
        table.put(KEY + "00000000-0000-0000-0000-0000000001" + (10 + i), new Row(-i));
      }
    }

    /** Adds the row that makes the table grow. */
    @Actor
    public void grow() {
      table.put(SECOND, new Row(2));
    }

    /** Looks up the first row and the last. */
    @Actor
    public void find(II_Result result) {
      result.r1 = found(table, FIRST);
      result.r2 = found(table, SECOND);
    }
  }

  /** Rows whose hashes are equal to those of a full window are found whole or not at all. */
  @JCStressTest
  @Outcome(
      id = {"1, 0", "1, 2"},
      expect = Expect.ACCEPTABLE,
      desc = "The first row is there; the last one may be.")
  @State
  public static class Clash {

    private static final int WINDOW = 16;

    private final List<String> arns = clashing(WINDOW + 1);
    private final RowTable<Row> table = new RowTable<>(256);

    /** Begins with a full window in a table with room. */
    public Clash() {
      for (int i = 0; i < WINDOW; i++) {
        table.put(arns.get(i), new Row(i == 0 ? 1 : -i));
      }
    }

    /** Adds one more row of the same hash. */
    @Actor
    public void add() {
      table.put(arns.get(WINDOW), new Row(2));
    }

    /** Looks up the first row and the last. */
    @Actor
    public void find(II_Result result) {
      result.r1 = found(table, arns.get(0));
      result.r2 = found(table, arns.get(WINDOW));
    }
  }

  /** The copy for the next snapshot has a row whole or not at all, and none that changed. */
  @JCStressTest
  @Outcome(
      id = {"0, 0", "0, 2"},
      expect = Expect.ACCEPTABLE,
      desc = "The changed row is left out; the other may have come too late.")
  @State
  public static class Copy {

    private final RowTable<Row> table = new RowTable<>(64);

    /** Begins with a row whose policies change. */
    public Copy() {
      table.put(FIRST, new Row(1));
    }

    /** Adds another row. */
    @Actor
    public void add() {
      table.put(SECOND, new Row(2));
    }

    /** Copies the table and looks up both rows in the copy. */
    @Actor
    public void copy(II_Result result) {
      RowTable<Row> next = table.without(Set.of(FIRST));
      result.r1 = found(next, FIRST);
      result.r2 = found(next, SECOND);
    }
  }
}
