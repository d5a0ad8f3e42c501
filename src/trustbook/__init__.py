"""trustbook: compendia of coded qualitative data on trust between stakeholders."""
