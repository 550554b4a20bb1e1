package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.benchmarks.workload.StatementsWorkload;
import io.kmspolicy.benchmarks.workload.Workload;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.ClassLayout;
import org.openjdk.jol.vm.VM;

class ArnStreamTest {

  private final Workload workload = StatementsWorkload.plain(10);
  private final ArnStream arns = ArnStream.of(workload);

  @Test
  void next_comesRound_givesTheSameObjects() {
    Cursor cursor = new Cursor();
    String first = arns.next(cursor);
    for (int i = 1; i < 10; i++) {
      assertThat(arns.next(cursor)).isNotEqualTo(first);
    }

    assertThat(arns.next(cursor)).isSameAs(first);
  }

  @Test
  void nextFresh_hashOfAnEarlierOneAsked_isStillWithoutHash() {
    Cursor cursor = new Cursor();
    for (int i = 0; i < 10; i++) {
      assertThat(arns.nextFresh(cursor).hashCode()).isNotZero();
    }
    String again = arns.nextFresh(cursor);

    assertThat(again).isEqualTo(arns.sameStrings()[0]).isNotSameAs(arns.sameStrings()[0]);
    assertThat(storedHash(again)).isZero();
    assertThat(again.hashCode()).isNotZero();
    assertThat(storedHash(again)).isNotZero();
  }

  /** The cached hash of a string, read without computing it. */
  private static int storedHash(String text) {
    return ClassLayout.parseInstance(text).fields().stream()
        .filter(field -> field.name().equals("hash"))
        .mapToInt(field -> VM.current().getInt(text, field.offset()))
        .findFirst()
        .orElseThrow();
  }
}
