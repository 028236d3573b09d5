SwaggerUIBundle({
  url: "/openapi.yml",
  dom_id: "#openapi",
  presets: [SwaggerUIBundle.presets.apis],
  deepLinking: true,
  validatorUrl: null,
  docExpansion: "list",
});
