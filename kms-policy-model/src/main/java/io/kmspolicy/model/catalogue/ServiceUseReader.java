package io.kmspolicy.model.catalogue;

import io.kmspolicy.model.catalogue.ServiceCall.Certainty;
import io.kmspolicy.model.catalogue.ServiceCall.LinkedRole;
import io.kmspolicy.model.catalogue.ServiceCall.Presence;
import io.kmspolicy.model.catalogue.ServiceCall.Principal;
import io.kmspolicy.model.catalogue.ServiceCall.SentKey;
import io.kmspolicy.model.catalogue.ServiceCall.Service;
import io.kmspolicy.model.catalogue.ServiceCall.Session;
import java.util.List;

/** Reads the bundled uses of keys by services. */
final class ServiceUseReader {

  private ServiceUseReader() {}

  static List<ServiceUse> read() {
    return CatalogueEntry.ofResource("service-uses.json").objects("uses").stream()
        .map(ServiceUseReader::use)
        .toList();
  }

  private static ServiceUse use(CatalogueEntry json) {
    return new ServiceUse(
        json.text("name"),
        json.text("title"),
        json.text("page"),
        json.objects("steps").stream().map(ServiceUseReader::call).toList());
  }

  private static ServiceCall call(CatalogueEntry json) {
    return new ServiceCall(
        json.text("action"),
        json.text("when"),
        json.flag("byGrant"),
        Certainty.valueOf(json.text("certainty")),
        caller(json.object("caller")),
        json.objects("keys").stream().map(ServiceUseReader::key).toList(),
        json.flag("otherPairs"));
  }

  private static SentKey key(CatalogueEntry json) {
    return new SentKey(
        json.text("name"),
        Presence.valueOf(json.text("presence")),
        json.text("value"),
        json.text("instead"),
        Certainty.valueOf(json.text("certainty")));
  }

  private static Principal caller(CatalogueEntry json) {
    String name = json.text("name");
    return switch (json.text("is")) {
      case "SERVICE" -> new Service(name);
      case "SESSION" -> new Session(name);
      case "LINKED_ROLE" -> new LinkedRole(json.text("service"), name);
      default -> throw new IllegalStateException("unknown caller `" + json.text("is") + "`");
    };
  }
}
