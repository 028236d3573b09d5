package io.promansible.door;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.simple.SimpleHttpRequest;
import io.promansible.settings.SettingsFile;
import java.net.InetSocketAddress;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {
  private static final TrustedProxies PROXIES = read("[10.0.0.0/8, '::1']");

  private static TrustedProxies read(String networks) {
    SettingsFile file =
        SettingsFile.parse("pm.yml", "trusted_proxies: " + networks, null, Map.of());
    TrustedProxies read = TrustedProxies.read(file.root());
    file.end();
    return read;
  }

  private static HttpRequest<?> request(String from, String... headers) {
    MutableHttpRequest<?> request =
        new SimpleHttpRequest<>(io.micronaut.http.HttpMethod.GET, "/", null) {
          @Override
          public InetSocketAddress getRemoteAddress() {
            return new InetSocketAddress(from, 1);
          }
        };
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    return request;
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "192.0.2.1 | 203.0.113.9                | 192.0.2.1",
        "10.0.0.1  | 203.0.113.9                | 203.0.113.9",
        "10.0.0.1  | 6.6.6.6, 203.0.113.9       | 203.0.113.9",
        "10.0.0.1  | 203.0.113.9, 10.0.0.2      | 203.0.113.9",
        "10.0.0.1  | 10.0.0.3, 10.0.0.2         | 10.0.0.3",
        "10.0.0.1  | 203.0.113.9, not an address | 10.0.0.1",
        "10.0.0.1  | -                          | 10.0.0.1"
      },
      delimiter = '|')
  void the_client_is_the_last_address_that_is_no_proxy_of_ours(
      String from, String forwarded, String client) {
    HttpRequest<?> request =
        forwarded == null ? request(from) : request(from, "X-Forwarded-For", forwarded);
    assertThat(PROXIES.client(request)).isEqualTo(client);
  }

  @Test
  void only_a_trusted_proxy_may_say_that_the_browser_speaks_tls_and_to_whom() {
    String[] headers = {
      "X-Forwarded-Proto", "https", "X-Forwarded-Host", "PM.example", "Host", "inside:9595"
    };
    assertThat(PROXIES.secure(request("10.1.2.3", headers))).isTrue();
    assertThat(PROXIES.origin(request("10.1.2.3", headers))).isEqualTo("https://pm.example");
    assertThat(PROXIES.secure(request("192.0.2.1", headers))).isFalse();
    assertThat(PROXIES.origin(request("192.0.2.1", headers))).isEqualTo("http://inside:9595");
  }

  @ParameterizedTest
  @CsvSource({"proxy.example", "10.0.0.0/33", "''"})
  void what_is_no_network_is_named(String text) {
    org.assertj.core.api.Assertions.assertThatThrownBy(() -> read("['" + text + "']"))
        .hasMessageContaining("pm.yml:1: 'trusted_proxies' has '" + text + "'");
  }
}
