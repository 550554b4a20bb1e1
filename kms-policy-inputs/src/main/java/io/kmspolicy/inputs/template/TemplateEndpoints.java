package io.kmspolicy.inputs.template;

import io.kmspolicy.inputs.shape.Candidate;
import io.kmspolicy.inputs.shape.StateSketch;
import io.kmspolicy.inputs.tree.SourceNode;
import io.kmspolicy.inputs.tree.SourceNode.Text;
import io.kmspolicy.model.policy.PolicyType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The policies of a template's VPC endpoints for KMS. Requests may come through any of several, so
 * one without a policy, which allows everything, leaves the policy of another open.
 */
final class TemplateEndpoints {

  private static final String DOCUMENT = "PolicyDocument";
  private static final String SERVICE = "ServiceName";

  private TemplateEndpoints() {}

  /**
   * Adds the policies.
   *
   * @param complete whether the file shows all endpoints that it defines
   */
  static void add(List<TemplateResource> all, boolean complete, StateSketch sketch) {
    List<TemplateResource> endpoints = new ArrayList<>();
    for (TemplateResource resource : all) {
      if (resource.type().equals("AWS::EC2::VPCEndpoint") && mayServeKms(resource)) {
        endpoints.add(resource);
      }
    }
    for (TemplateResource endpoint : endpoints) {
      endpoint
          .property(DOCUMENT)
          .map(document -> doubt(endpoint, endpoints, complete).orElse(document))
          .map(known -> new Candidate(endpoint.name(), PolicyType.VPC_ENDPOINT, known))
          .ifPresent(sketch.others()::add);
      endpoint
          .text(SERVICE)
          .flatMap(StateSketch::regionOf)
          .ifPresent(region -> sketch.endpointRegions().put(endpoint.name(), region));
    }
  }

  private static Optional<SourceNode> doubt(
      TemplateResource endpoint, List<TemplateResource> endpoints, boolean complete) {
    if (endpoint.isConditional()) {
      return Optional.of(endpoint.conditional());
    }
    Optional<String> other =
        endpoints.stream()
            .map(TemplateResource::name)
            .filter(name -> !name.equals(endpoint.name()))
            .findFirst();
    if (other.isPresent()) {
      return Optional.of(
          endpoint.because("a request may come through `" + other.get() + "` instead"));
    }
    return complete
        ? Optional.empty()
        : Optional.of(endpoint.because("the file may define endpoints that it does not show"));
  }

  /** Whether an endpoint may serve KMS; where the name is not known, its end may tell that. */
  static boolean mayServeKms(TemplateResource endpoint) {
    Optional<String> known = endpoint.text(SERVICE);
    return StateSketch.mayServeKms(
        known.isPresent() ? known : endpoint.raw(SERVICE).flatMap(TemplateEndpoints::end));
  }

  /** What stands behind the last expression, if that holds the last part of the name. */
  private static Optional<String> end(SourceNode expression) {
    return expression
        .text("Fn::Sub")
        .map(text -> text.substring(text.lastIndexOf('}') + 1))
        .or(() -> expression.member("Fn::Join").flatMap(TemplateEndpoints::lastOf))
        .filter(end -> end.contains("."));
  }

  /** The last text of a join with the separator before it. */
  private static Optional<String> lastOf(SourceNode join) {
    List<SourceNode> parts = join.elements();
    List<SourceNode> joined = parts.size() == 2 ? parts.get(1).elements() : List.of();
    return joined.size() > 1
            && parts.get(0) instanceof Text separator
            && joined.get(joined.size() - 1) instanceof Text last
        ? Optional.of(separator.text() + last.text())
        : Optional.empty();
  }
}
