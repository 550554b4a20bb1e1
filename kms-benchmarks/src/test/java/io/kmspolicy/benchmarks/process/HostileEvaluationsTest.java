package io.kmspolicy.benchmarks.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.benchmarks.workload.HostileCase;
import io.kmspolicy.benchmarks.workload.HostileShape;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the whole processes evaluate is what the benchmark of hostile policies decides. */
class HostileEvaluationsTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void write_eachShape_isReadAsTheFirstRequestOfTheShape(HostileShape shape) throws IOException {
    HostileCase hostile = shape.make(0, HostileShape.MAX_GRANTS);

    Scenario read =
        ScenarioReader.create()
            .read(Files.readString(HostileEvaluations.write(shape, directory)).strip());

    assertThat(read.request().context()).isEqualTo(hostile.contexts().get(0));
    assertThat(read.request().resource()).isEqualTo(hostile.resource());
    assertThat(read.policies().key()).isEqualTo(hostile.key().key());
    assertThat(grants(read.policies().grants())).isEqualTo(grants(hostile.key().grants()));
  }

  private static int grants(GrantLayer layer) {
    return ((GrantLayer.Known) layer).grants().size();
  }
}
