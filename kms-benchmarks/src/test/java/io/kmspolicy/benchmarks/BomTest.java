package io.kmspolicy.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The bill of materials names every artifact that users can depend on. */
class BomTest {

  private static final Path ROOT = Path.of("..");
  private static final Path BOM = Path.of("kms-policy-bom", "pom.xml");

  private static Document pom(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(ROOT.resolve(file).toFile());
  }

  private static List<String> texts(Document pom, String element) {
    NodeList found = pom.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < found.getLength(); i++) {
      texts.add(found.item(i).getTextContent());
    }
    return texts;
  }

  @Test
  void bom_listsEveryModuleThatIsDeployed() throws Exception {
    Set<String> deployed = new TreeSet<>();
    for (String module : texts(pom(Path.of("pom.xml")), "module")) {
      Document pom = pom(Path.of(module, "pom.xml"));
      boolean kept = texts(pom, "maven.deploy.skip").contains("true");
      if (!kept && !texts(pom, "packaging").contains("pom")) {
        deployed.add(module);
      }
    }
    Set<String> listed = new TreeSet<>(texts(pom(BOM), "artifactId"));
    listed.removeAll(Set.of("kms-policy-parent", "kms-policy-bom", "flatten-maven-plugin"));
    assertThat(listed).isEqualTo(deployed).hasSizeGreaterThan(4);
  }

  @Test
  void bom_listsArtifactsOfItsOwnVersion() throws Exception {
    List<String> versions = texts(pom(BOM), "version");
    String own = versions.get(0);
    assertThat(versions.stream().skip(1)).allMatch(version -> version.equals("${project.version}"));
    assertThat(Files.readString(ROOT.resolve("pom.xml")))
        .contains("<version>" + own + "</version>");
  }
}
