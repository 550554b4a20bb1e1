package io.kmspolicy.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.model.request.Caller;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetDirectoryTest {

  @TempDir Path directory;

  /** A check that finds nothing to compare would cost nothing. */
  @Test
  void change_oneKey_changesItsPolicyOnly() throws IOException {
    Path before = directory.resolve("before");
    Path after = directory.resolve("after");
    FleetDirectory.write(before, 20, 10);
    FleetDirectory.write(after, 20, 10);
    FleetDirectory.change(after);

    PolicyDirectory first = PolicyDirectory.load(before);
    PolicyDirectory second = PolicyDirectory.load(after);
    Caller caller = Caller.parse(FleetDirectory.role(0));
    assertThat(first.keys()).hasSize(10).isEqualTo(second.keys());
    assertThat(first.keys())
        .filteredOn(key -> !first.key(key, caller).equals(second.key(key, caller)))
        .hasSize(1);
  }
}
