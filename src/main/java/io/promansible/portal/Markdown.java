package io.promansible.portal;

import java.util.List;
import java.util.Set;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.NodeRenderer;
import org.commonmark.renderer.html.HtmlNodeRendererContext;
import org.commonmark.renderer.html.HtmlRenderer;
import org.commonmark.renderer.html.UrlSanitizer;

/**
 * Markdown that others wrote, as HTML that can do no harm: no HTML of theirs, no pictures, and
 * links by http and https only.
 */
public final class Markdown {
  private static final int MOST = 200_000;
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final HtmlRenderer HTML =
      HtmlRenderer.builder()
          .extensions(EXTENSIONS)
          .escapeHtml(true)
          .sanitizeUrls(true)
          .urlSanitizer(new OutsideOnly())
          .attributeProviderFactory(context ->
              (node, tag, attributes) -> {
                if (node instanceof Link) {
                  attributes.put("rel", "noopener noreferrer nofollow");
                }
              })
          .nodeRendererFactory(NoPictures::new)
          .build();

  private Markdown() {}

  /** The text as HTML. */
  public static String html(String text) {
    Node document = PARSER.parse(text.substring(0, Math.min(MOST, text.length())));
    document.accept(new Deeper());
    return HTML.render(document);
  }

  /** Puts headings below those of the page. */
  private static final class Deeper extends AbstractVisitor {
    private static final int BY = 2;
    private static final int DEEPEST = 6;

    @Override
    public void visit(Heading heading) {
      heading.setLevel(Math.min(DEEPEST, heading.getLevel() + BY));
      visitChildren(heading);
    }
  }

  private static final class OutsideOnly implements UrlSanitizer {
    @Override
    public String sanitizeLinkUrl(String url) {
      return io.promansible.portal.Link.outside(url).orElse("");
    }

    @Override
    public String sanitizeImageUrl(String url) {
      return "";
    }
  }

  private record NoPictures(HtmlNodeRendererContext context) implements NodeRenderer {
    @Override
    public Set<Class<? extends Node>> getNodeTypes() {
      return Set.of(Image.class);
    }

    @Override
    public void render(Node node) {
      context.getWriter().text("[picture]");
    }
  }
}
