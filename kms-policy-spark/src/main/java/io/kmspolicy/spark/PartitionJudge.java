package io.kmspolicy.spark;

import io.kmspolicy.replay.Replay;
import java.io.ByteArrayInputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Judges the files of a partition. Rows of the same question are combined before they leave the
 * partition; at most about {@value #MAX_ROWS} rows, and those of one file, are in memory.
 */
final class PartitionJudge implements MapPartitionsFunction<Row, JudgedQuestion> {

  private static final long serialVersionUID = 1L;
  private static final int MAX_ROWS = 20_000;

  private final Broadcast<byte[]> plan;
  private final String digest;

  /**
   * A judge.
   *
   * @param plan the bytes of the plan
   * @param digest the SHA-256 of these bytes
   */
  PartitionJudge(Broadcast<byte[]> plan, String digest) {
    this.plan = plan;
    this.digest = digest;
  }

  @Override
  public Iterator<JudgedQuestion> call(Iterator<Row> files) {
    return new Judged(files, ExecutorReplays.ofProcess().of(digest, plan.value()));
  }

  /** The rows of a partition; files are read when their rows are asked for. */
  private static final class Judged implements Iterator<JudgedQuestion> {

    private final Iterator<Row> files;
    private final ExecutorReplays.Prepared prepared;
    private Deque<JudgedQuestion> ready = new ArrayDeque<>();

    Judged(Iterator<Row> files, ExecutorReplays.Prepared prepared) {
      this.files = files;
      this.prepared = prepared;
    }

    @Override
    public boolean hasNext() {
      while (ready.isEmpty() && files.hasNext()) {
        ready = batch();
      }
      return !ready.isEmpty();
    }

    @Override
    public JudgedQuestion next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      return ready.remove();
    }

    /** A replay that fails is not given back. */
    private Deque<JudgedQuestion> batch() {
      JudgedRows rows = new JudgedRows();
      Replay replay = prepared.borrow();
      while (files.hasNext() && rows.size() < MAX_ROWS) {
        read(replay, files.next(), rows);
      }
      prepared.giveBack(replay);
      return new ArrayDeque<>(rows.rows());
    }

    private static void read(Replay replay, Row file, JudgedRows rows) {
      String name = file.getAs(TrailFiles.PATH);
      byte[] content = file.getAs(TrailFiles.CONTENT);
      replay.read(name, new ByteArrayInputStream(content));
      rows.add(TrailFiles.source(file), name, replay.take());
    }
  }
}
