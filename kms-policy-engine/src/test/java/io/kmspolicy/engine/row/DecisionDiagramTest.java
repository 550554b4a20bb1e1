package io.kmspolicy.engine.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.engine.budget.StepBudget;
import io.kmspolicy.engine.combine.Outcomes;
import io.kmspolicy.engine.diagram.DecisionDiagram;
import io.kmspolicy.engine.diagram.DiagramBuilder;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The structure and the limits of decision diagrams (rule 6.13). */
class DecisionDiagramTest {

  private static final int STEPS = 1_000_000;
  private static final DiagramBuilder BUILDER = new DiagramBuilder(KmsCatalogue.bundled());
  private static final RequestContext NOTHING_KNOWN = RequestContext.builder().unknown("*").build();

  private static String statement(String effect, String condition) {
    return "{'Effect':'"
        + effect
        + "','Principal':'*','Action':'kms:*','Resource':'*','Condition':{"
        + condition
        + "}}";
  }

  private static List<ResidualPolicy.Case> cases(String... statements) {
    return cases("2012-10-17", Stream.of(statements));
  }

  private static List<ResidualPolicy.Case> cases(String version, Stream<String> statements) {
    String text =
        statements.collect(
            Collectors.joining(",", "{'Version':'" + version + "','Statement':[", "]}"));
    PolicyLayer layer =
        PolicyLayer.of(
            new NamedPolicy(
                "p", PolicyReader.forType(PolicyType.KEY).read(text.replace('\'', '"'))));
    AuthorizationRequest request =
        AuthorizationRequest.of(
            Caller.parse("arn:aws:iam::111122223333:user/alice"),
            "kms:Decrypt",
            KmsResource.parse("arn:aws:kms:us-west-2:111122223333:key/1234abcd"),
            RequestContext.empty());
    return List.of(Residuals.of(request, PolicySet.builder().key(layer).build()));
  }

  private static DecisionDiagram diagram(List<ResidualPolicy.Case> cases) {
    DecisionDiagram diagram = BUILDER.build(cases, STEPS).diagram();
    assertThat(diagram).isNotNull();
    return diagram;
  }

  @Test
  @DisplayName("3.5: a value leads to the outcome of its class, an empty text to both readings")
  void outcomes_twoKeys_areThoseOfTheClasses() {
    DecisionDiagram diagram =
        diagram(
            cases(
                statement("Deny", "'Bool':{'aws:SecureTransport':'false'}"),
                statement("Allow", "'StringEquals':{'kms:ViaService':['s3','ec2']}"),
                statement("Allow", "'Null':{'kms:ViaService':'true'}")));
    RequestContext open = RequestContext.builder().put("aws:SecureTransport", "false").build();

    assertThat(diagram.size()).isEqualTo(4);
    assertThat(diagram.outcomes(open)).isEqualTo(new Outcomes(false, true, false));
    assertThat(diagram.outcomes(RequestContext.empty()))
        .isEqualTo(new Outcomes(true, false, false));
    assertThat(diagram.outcomes(via("ec2"))).isEqualTo(new Outcomes(true, false, false));
    assertThat(diagram.outcomes(via("logs"))).isEqualTo(new Outcomes(false, false, true));
    assertThat(diagram.outcomes(via(""))).isEqualTo(new Outcomes(true, false, true));
  }

  private static RequestContext via(String service) {
    return RequestContext.builder().put("kms:ViaService", service).build();
  }

  @Test
  @DisplayName("Values that every test treats alike are one class, so many literals make few nodes")
  void build_manyLiterals_isSmall() {
    String texts =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "'vpce-" + i + "'")
            .collect(Collectors.joining(","));
    DecisionDiagram diagram =
        diagram(cases(statement("Allow", "'StringEquals':{'aws:SourceVpce':[" + texts + "]}")));

    assertThat(diagram.size()).isEqualTo(1);
    assertThat(diagram.outcomes(RequestContext.builder().put("aws:SourceVpce", "vpce-7").build()))
        .isEqualTo(new Outcomes(true, false, false));
    assertThat(diagram.outcomes(RequestContext.builder().put("aws:SourceVpce", "other").build()))
        .isEqualTo(new Outcomes(false, false, true));
  }

  private static Stream<String> tags(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> statement("Allow", "'StringEquals':{'aws:PrincipalTag/t" + i + "':'a'}"));
  }

  @Test
  @DisplayName("6.13: nodes and steps grow as the number of keys does")
  void build_manyKeys_isLinear() {
    DiagramBuilder.Result few = BUILDER.build(cases("2012-10-17", tags(40)), STEPS);
    DiagramBuilder.Result many = BUILDER.build(cases("2012-10-17", tags(400)), STEPS);

    assertThat(few.diagram()).isNotNull();
    assertThat(many.diagram()).isNotNull();
    assertThat(few.diagram().size()).isEqualTo(40);
    assertThat(many.diagram().size()).isEqualTo(400);
    assertThat(many.steps()).isLessThanOrEqualTo(11 * few.steps());
  }

  @Test
  @DisplayName("6.17: a diagram with more nodes or steps than allowed is not built")
  void build_beyondTheLimits_givesNoDiagram() {
    assertThat(BUILDER.build(cases("2012-10-17", tags(2_001)), STEPS).diagram()).isNull();
    assertThat(BUILDER.build(cases("2012-10-17", tags(40)), 50).diagram()).isNull();
  }

  @Test
  @DisplayName("A known value outside the classes has no answer, even if its key needs no node")
  void outcomes_oddValue_isNotAnswered() {
    DecisionDiagram diagram =
        diagram(
            cases(
                statement("Allow", "'NumericLessThan':{'kms:GrantOperationsCount':'5'}"),
                statement("Allow", "'ArnNotLike':{'aws:SourceArn':'arn:aws:sns:*:1:*'}"),
                statement("Allow", "'ArnNotEquals':{'aws:SourceArn':'arn:aws:sqs:a:1:b'}")));

    assertThat(diagram.outcomes(RequestContext.builder().put("aws:SourceArn", "junk").build()))
        .isNull();
    assertThat(
            diagram.outcomes(
                RequestContext.builder().put("aws:SourceArn", "arn:a:b:c:d:e").build()))
        .isEqualTo(new Outcomes(true, false, false));
  }

  @Test
  @DisplayName(
      "6.10, 6.13: a variable beside an unknown key is answered with the known values only")
  void outcomes_variable_isAnsweredWithKnownValues() {
    List<ResidualPolicy.Case> cases =
        cases(
            statement("Allow", "'StringEquals':{'kms:ViaService':'${aws:PrincipalTag/t}'}"),
            statement("Allow", "'StringNotEquals':{'kms:ViaService':'a'}"));
    RequestContext context =
        NOTHING_KNOWN.toBuilder().set("aws:PrincipalTag/t", ContextValue.of("a")).build();

    assertThat(diagram(cases).outcomes(context)).isNull();
    assertThat(BUILDER.outcomes(cases, context)).isEqualTo(new Outcomes(true, false, false));
  }

  @Test
  @DisplayName("2.10, 2.11: the same text is a variable or a literal, by the version of the policy")
  void outcomes_escapedText_followsTheVersion() {
    String condition = "'StringNotEquals':{'kms:ViaService':'a${*}'}";
    RequestContext star = RequestContext.builder().put("kms:ViaService", "a*").build();
    RequestContext text = RequestContext.builder().put("kms:ViaService", "a${*}").build();
    DecisionDiagram now = diagram(cases("2012-10-17", Stream.of(statement("Allow", condition))));
    DecisionDiagram then = diagram(cases("2008-10-17", Stream.of(statement("Allow", condition))));

    assertThat(now.outcomes(star)).isEqualTo(new Outcomes(false, false, true));
    assertThat(now.outcomes(text)).isEqualTo(new Outcomes(true, false, false));
    assertThat(then.outcomes(star)).isEqualTo(new Outcomes(true, false, false));
    assertThat(then.outcomes(text)).isEqualTo(new Outcomes(false, false, true));
  }

  @Test
  @DisplayName("6.17: the budget of a check is enough for the diagram of a usual policy")
  void build_usualPolicy_takesFewSteps() {
    DiagramBuilder.Result result = BUILDER.build(cases("2012-10-17", tags(10)), STEPS);

    assertThat(result.steps()).isLessThan(StepBudget.OF_A_CHECK / 4);
  }
}
