package io.kmspolicy.model.writer;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.json.LayerName;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;

/** Writes the members of {@code policies} in a scenario; omits layers that are none. */
final class LayersWriter {

  private final JsonWriter out;

  private LayersWriter(JsonWriter out) {
    this.out = out;
  }

  /** Writes the members into the object that is open. */
  static void write(JsonWriter out, PolicySet set) {
    new LayersWriter(out).layers(set);
  }

  private void layers(PolicySet set) {
    identity(set.identity());
    single(LayerName.PERMISSIONS_BOUNDARY, set.permissionsBoundary());
    session(set.session());
    levels(LayerName.SERVICE_CONTROL, set.serviceControl());
    levels(LayerName.RESOURCE_CONTROL, set.resourceControl());
    single(LayerName.KEY, set.key());
    if (set.grants() instanceof GrantLayer.Known known && !known.grants().isEmpty()) {
      out.member(LayerName.GRANTS.text())
          .array(known.grants(), grant -> GrantEntryWriter.write(out, grant));
    }
    single(LayerName.VPC_ENDPOINT, set.vpcEndpoint());
  }

  /** No member means that no policy is attached. */
  private void identity(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.None) {
      throw ScenarioContent.cannotWrite("identity policies that are none; attach an empty list");
    }
    if (layer instanceof PolicyLayer.Attached attached && !attached.policies().isEmpty()) {
      out.member(LayerName.IDENTITY.text()).array(attached.policies(), this::policy);
    }
  }

  private void session(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      if (attached.policies().isEmpty()) {
        throw ScenarioContent.cannotWrite("session policies that are attached and empty");
      }
      out.member(LayerName.SESSION.text()).array(attached.policies(), this::policy);
    }
  }

  private void single(LayerName name, PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      if (attached.policies().size() != 1) {
        throw ScenarioContent.cannotWrite(
            "`" + name.text() + "` with " + attached.policies().size() + " policies");
      }
      out.member(name.text());
      policy(attached.policies().get(0));
    }
  }

  private void levels(LayerName name, OrganizationLayer layer) {
    if (layer instanceof OrganizationLayer.Levels levels) {
      out.member(name.text()).array(levels.levels(), this::level);
    }
  }

  private void level(OrganizationLayer.Level level) {
    out.object(
        () -> {
          out.member("target", level.target());
          out.member("policies").array(level.policies(), this::policy);
        });
  }

  private void policy(NamedPolicy policy) {
    out.object(
        () -> {
          out.member("name", policy.name());
          out.member("document");
          DocumentWriter.write(out, policy.document());
        });
  }
}
