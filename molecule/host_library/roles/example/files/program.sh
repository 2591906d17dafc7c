echo "{{ no template }}"
