package io.kmspolicy.model.writer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantArbitraries;
import io.kmspolicy.model.policy.PolicyArbitraries;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.reader.ScenarioReader;
import io.kmspolicy.model.request.Scenario;
import io.kmspolicy.model.request.ScenarioArbitraries;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripPropertyTest {

  /** A document with the type that its reader must be told. */
  record Typed(PolicyType type, PolicyDocument document) {}

  @Provide
  Arbitrary<Typed> policies() {
    return PolicyArbitraries.types()
        .flatMap(type -> PolicyArbitraries.documents(type).map(doc -> new Typed(type, doc)));
  }

  @Provide
  Arbitrary<List<Grant>> grants() {
    return GrantArbitraries.grants().list().ofMaxSize(4);
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    return ScenarioArbitraries.scenarios();
  }

  @Provide
  Arbitrary<Boolean> layouts() {
    return Arbitraries.of(true, false);
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("reading what the policy writer wrote gives an equal document")
  void read_writtenPolicy_isEqual(
      @ForAll("policies") Typed policy, @ForAll("layouts") boolean pretty) {
    PolicyWriter writer = pretty ? PolicyWriter.pretty() : PolicyWriter.compact();

    String json = writer.write(policy.document());

    PolicyReader reader = PolicyReader.forType(policy.type());
    assertThat(reader.read(json)).isEqualTo(policy.document());
    assertThat(reader.read(json.getBytes(StandardCharsets.UTF_8))).isEqualTo(policy.document());
  }

  @Property(edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("reading what the grant writer wrote gives equal grants")
  void read_writtenGrants_areEqual(
      @ForAll("grants") List<Grant> grants, @ForAll("layouts") boolean pretty) {
    GrantWriter writer = pretty ? GrantWriter.pretty() : GrantWriter.compact();

    assertThat(GrantReader.create().read(writer.write(grants))).isEqualTo(grants);
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "20261124")
  @Label("reading what the scenario writer wrote gives an equal scenario")
  void read_writtenScenario_isEqual(
      @ForAll("scenarios") Scenario scenario, @ForAll("layouts") boolean pretty) {
    ScenarioWriter writer = pretty ? ScenarioWriter.pretty() : ScenarioWriter.compact();

    assertThat(ScenarioReader.create().read(writer.write(scenario))).isEqualTo(scenario);
  }
}
